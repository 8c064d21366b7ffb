#include "render/locale.h"

#include "base/characters.h"
#include "render/iso_date.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/udata.h>
#include <unicode/udatpg.h>
#include <unicode/udisplaycontext.h>
#include <unicode/uldnames.h>
#include <unicode/ulistformatter.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

/* ICU counts in int32_t, and up to four bytes a unit are reserved. Texts come from documents,
 * whose limits are far lower. */
enum { TEXT_SIZE_MAX = INT32_MAX / 8 };
enum { FORMATTED_MAX = 512 }; /* UTF-16 units; the largest double has 309 digits and 102 commas */
enum { DATE_STYLES = DATE_MONTH + 1, NUMBER_STYLES = NUMBER_PERCENT + 1 };
enum { DAYS_SAID = 2048, DAY_SIZE = 54 };

/* A day as it was written once: lists say few days many times, and ICU takes 5 µs for each. */
struct day_said {
	int32_t day;
	uint8_t style; /* 1 + enum date_style; 0: nothing was written here yet */
	uint8_t size;
	char text[DAY_SIZE];
};

struct locale {
	char id[ULOC_FULLNAME_CAPACITY]; /* ICU's: "zh_Hans@calendar=gregorian" */
	bool rtl;
	struct buffer native_name, full_name;
	UDateFormat *dates[DATE_STYLES];
	UDateFormat *firsts[DATE_STYLES]; /* of the first of a month; NULL: as any other day */
	struct day_said said[DAYS_SAID];  /* by day and style, as far as there is room */
	UNumberFormat *numbers[NUMBER_STYLES];
	UPluralRules *plurals[2];      /* by enum plural_kind */
	unsigned plural_categories[2]; /* bit i: the language has category i */
	UListFormatter *list;
	UCollator *collator;
	struct buffer units;    /* scratch: UTF-16 */
	struct buffer result;   /* scratch: UTF-16 */
	struct buffer isolated; /* scratch: UTF-8 */
};

/* ---- UTF-8 and UTF-16 */

static UChar *units_reserve(struct buffer *scratch, size_t count)
{
	buffer_clear(scratch);
	/* The heap aligns for any type. */
	return (UChar *)(void *)buffer_reserve(scratch, (count + 1) * sizeof(UChar));
}

static int32_t to_utf16(struct text text, UChar *units)
{
	UErrorCode code = U_ZERO_ERROR;
	int32_t count = 0;

	u_strFromUTF8WithSub(units, (int32_t)text.size + 1, &count, text.at, (int32_t)text.size,
			     0xFFFD, NULL, &code);
	return U_SUCCESS(code) ? count : 0;
}

static void append_utf16(struct buffer *out, const UChar *units, int32_t count)
{
	UErrorCode code = U_ZERO_ERROR;
	int32_t size = 0;

	if (count <= 0)
		return;
	u_strToUTF8WithSub(buffer_reserve(out, (size_t)count * 3 + 1), count * 3 + 1, &size, units,
			   count, 0xFFFD, NULL, &code);
	if (U_SUCCESS(code))
		out->size += (size_t)size;
}

static struct text bounded(struct text text)
{
	return text_slice(text, 0, TEXT_SIZE_MAX);
}

/* ---- opening */

/* Settings that ICU would else take from the environment: LANG for languages without data, TZ,
 * and the data files of ICU_DATA. */
static void defaults_fix(UErrorCode *code)
{
	udata_setFileAccess(UDATA_NO_FILES, code);
	uloc_setDefault("root", code);
	ucal_setDefaultTimeZone(u"UTC", code);
}

static bool id_of_tag(char id[static ULOC_FULLNAME_CAPACITY], const char *tag, UErrorCode *code)
{
	char value[ULOC_KEYWORDS_CAPACITY], language[ULOC_LANG_CAPACITY];
	int32_t parsed = 0;

	uloc_forLanguageTag(tag, id, ULOC_FULLNAME_CAPACITY, &parsed, code);
	if (U_FAILURE(*code) || parsed == 0 || (size_t)parsed != strlen(tag))
		return false;
	uloc_setKeywordValue("calendar", "gregorian", id, ULOC_FULLNAME_CAPACITY, code);
	uloc_getLanguage(id, language, sizeof(language), code);
	if (strcmp(language, "ar") == 0 &&
	    uloc_getKeywordValue(id, "numbers", value, sizeof(value), code) == 0)
		uloc_setKeywordValue("numbers", "latn", id, ULOC_FULLNAME_CAPACITY, code);
	return U_SUCCESS(*code) && *code != U_STRING_NOT_TERMINATED_WARNING;
}

static UDateFormat *date_open(const char *id, const UChar *pattern, int32_t size, UErrorCode *code)
{
	/* Before the first day that ICU can count: no Julian calendar. */
	const UDate always = -8.64e15;
	UDateFormat *format =
	    udat_open(UDAT_PATTERN, UDAT_PATTERN, id, u"UTC", 3, pattern, size, code);
	UCalendar *calendar = U_SUCCESS(*code) ? ucal_clone(udat_getCalendar(format), code) : NULL;

	if (calendar) {
		ucal_setGregorianChange(calendar, always, code);
		udat_setCalendar(format, calendar);
		ucal_close(calendar);
	}
	return format;
}

/* CLDR has no rule for it: French writes the first day of a month "1er" if the month is a word. */
static void french_first_open(struct locale *locale, enum date_style style, const UChar *pattern,
			      UErrorCode *code)
{
	UChar first[FORMATTED_MAX];
	const UChar *day = u_strstr(pattern, u"d MMM");

	if (strncmp(locale->id, "fr", 2) != 0 || strchr("_@", locale->id[2]) == NULL || !day)
		return;
	u_strncpy(first, pattern, (int32_t)(day - pattern));
	first[day - pattern] = 0;
	u_strcat(first, u"d'er'");
	u_strcat(first, day + 1);
	locale->firsts[style] = date_open(locale->id, first, u_strlen(first), code);
}

/* When the first date is formatted: in a build of a few pages most languages have none, and nothing
 * else here takes as long. */
static void dates_open(struct locale *locale, UErrorCode *code)
{
	static const UChar *const skeletons[DATE_STYLES] = {u"yMMMMEEEEd", u"yMMMMd", u"yMMMd",
							    u"yMd",        u"y",      u"yMMMM"};
	static const UChar *const iso[DATE_STYLES] = {u"yyyy-MM-dd", u"yyyy-MM-dd", u"yyyy-MM-dd",
						      u"yyyy-MM-dd", u"yyyy",       u"yyyy-MM"};
	UDateTimePatternGenerator *generator = udatpg_open(locale->id, code);
	const char *known =
	    unum_getLocaleByType(locale->numbers[NUMBER_DECIMAL], ULOC_VALID_LOCALE, code);

	for (size_t i = 0; i < DATE_STYLES && U_SUCCESS(*code); i++) {
		UChar pattern[FORMATTED_MAX];
		int32_t size;
		if (strcmp(known, "root") == 0)
			size = u_strlen(u_strcpy(pattern, iso[i]));
		else
			size = udatpg_getBestPattern(generator, skeletons[i], -1, pattern,
						     FORMATTED_MAX, code);
		locale->dates[i] = date_open(locale->id, pattern, size, code);
		french_first_open(locale, (enum date_style)i, pattern, code);
	}
	udatpg_close(generator);
}

static void numbers_open(struct locale *locale, UErrorCode *code)
{
	static const UNumberFormatStyle styles[NUMBER_STYLES] = {UNUM_DECIMAL, UNUM_DECIMAL,
								 UNUM_PERCENT};

	for (size_t i = 0; i < NUMBER_STYLES; i++)
		locale->numbers[i] = unum_open(styles[i], NULL, 0, locale->id, NULL, code);
	if (U_SUCCESS(*code))
		unum_setAttribute(locale->numbers[NUMBER_INTEGER], UNUM_MAX_FRACTION_DIGITS, 0);
}

static enum plural plural_of_keyword(const UChar *keyword)
{
	for (enum plural i = PLURAL_ZERO; i < PLURAL_OTHER; i++) {
		UChar name[8];
		u_charsToUChars(plural_name(i), name, (int32_t)strlen(plural_name(i)) + 1);
		if (u_strcmp(keyword, name) == 0)
			return i;
	}
	return PLURAL_OTHER;
}

static void plurals_open(struct locale *locale, enum plural_kind kind, UErrorCode *code)
{
	UEnumeration *keywords;
	const UChar *keyword;

	locale->plurals[kind] = uplrules_openForType(
	    locale->id, kind == PLURAL_ORDINAL ? UPLURAL_TYPE_ORDINAL : UPLURAL_TYPE_CARDINAL,
	    code);
	keywords = uplrules_getKeywords(locale->plurals[kind], code);
	while ((keyword = uenum_unext(keywords, NULL, code)))
		locale->plural_categories[kind] |= 1U << plural_of_keyword(keyword);
	uenum_close(keywords);
}

static void names_open(struct locale *locale, UErrorCode *code)
{
	UDisplayContext alone = UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU;
	ULocaleDisplayNames *names = uldn_openForContext(locale->id, &alone, 1, code);
	char language[ULOC_LANG_CAPACITY];
	UChar name[FORMATTED_MAX];

	uloc_getLanguage(locale->id, language, sizeof(language), code);
	append_utf16(&locale->native_name, name,
		     U_SUCCESS(*code)
			 ? uldn_languageDisplayName(names, language, name, FORMATTED_MAX, code)
			 : 0);
	char base[ULOC_FULLNAME_CAPACITY];
	uloc_getBaseName(locale->id, base, sizeof(base), code);
	append_utf16(
	    &locale->full_name, name,
	    U_SUCCESS(*code) ? uldn_localeDisplayName(names, base, name, FORMATTED_MAX, code) : 0);
	uldn_close(names);
}

struct locale *locale_open(const char *tag, struct diagnostics *d)
{
	UErrorCode code = U_ZERO_ERROR;
	struct locale *locale = calloc(1, sizeof(*locale));

	if (!locale)
		memory_exhausted(sizeof(*locale));
	defaults_fix(&code);
	if (U_SUCCESS(code) && !id_of_tag(locale->id, tag, &code)) {
		diag_error(d, "E-LANGUAGE", NO_PLACE,
			   "\"%s\" is not a language tag (BCP 47, such as \"fr\" or \"zh-Hans\")",
			   tag);
		locale_close(locale);
		return NULL;
	}
	locale->rtl = uloc_isRightToLeft(locale->id);
	numbers_open(locale, &code);
	plurals_open(locale, PLURAL_CARDINAL, &code);
	plurals_open(locale, PLURAL_ORDINAL, &code);
	names_open(locale, &code);
	locale->list = ulistfmt_open(locale->id, &code);
	locale->collator = ucol_open(locale->id, &code);
	ucol_setAttribute(locale->collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &code);
	if (U_FAILURE(code)) {
		diag_machine(d, "opening the language", tag, u_errorName(code));
		locale_close(locale);
		return NULL;
	}
	return locale;
}

void locale_close(struct locale *locale)
{
	if (!locale)
		return;
	for (size_t i = 0; i < DATE_STYLES; i++) {
		udat_close(locale->dates[i]);
		udat_close(locale->firsts[i]);
	}
	for (size_t i = 0; i < NUMBER_STYLES; i++)
		unum_close(locale->numbers[i]);
	uplrules_close(locale->plurals[PLURAL_CARDINAL]);
	uplrules_close(locale->plurals[PLURAL_ORDINAL]);
	ulistfmt_close(locale->list);
	ucol_close(locale->collator);
	buffer_free(&locale->native_name);
	buffer_free(&locale->full_name);
	buffer_free(&locale->units);
	buffer_free(&locale->result);
	buffer_free(&locale->isolated);
	free(locale);
}

/* ---- direction and names */

bool locale_is_rtl(const struct locale *locale)
{
	return locale->rtl;
}

void locale_full_name(const struct locale *locale, struct buffer *out)
{
	buffer_text(out, buffer_view(&locale->full_name));
}

void locale_native_name(const struct locale *locale, struct buffer *out)
{
	buffer_text(out, buffer_view(&locale->native_name));
}

/* True if TEXT has letters of the other direction. In right-to-left text, digits beside signs
 * move ("2026-11-24" would be read from its end), so there they count too. */
static bool runs_against(bool rtl, struct text text)
{
	bool digits = false, others = false;

	for (size_t i = 0; i < text.size;) {
		switch (u_charDirection((UChar32)characters_next(text, &i))) {
		case U_LEFT_TO_RIGHT:
			if (rtl)
				return true;
			break;
		case U_RIGHT_TO_LEFT:
		case U_RIGHT_TO_LEFT_ARABIC:
			if (!rtl)
				return true;
			others = true;
			break;
		case U_EUROPEAN_NUMBER:
			digits = true;
			break;
		default:
			others = true;
		}
	}
	return rtl && digits && others;
}

void locale_text(const struct locale *locale, struct text text, struct buffer *out)
{
	if (!runs_against(locale->rtl, text)) {
		buffer_text(out, text);
		return;
	}
	buffer_string(out, "\u2068");
	buffer_text(out, text);
	buffer_string(out, "\u2069");
}

/* ---- order */

void locale_sort_key(struct locale *locale, struct text text, struct buffer *out)
{
	struct text source = bounded(text);
	UChar *units = units_reserve(&locale->units, source.size);
	int32_t count = to_utf16(source, units), capacity = count * 4 + 16, size;

	size = ucol_getSortKey(locale->collator, units, count,
			       (uint8_t *)buffer_reserve(out, (size_t)capacity), capacity);
	if (size > capacity)
		size = ucol_getSortKey(locale->collator, units, count,
				       (uint8_t *)buffer_reserve(out, (size_t)size), size);
	if (size > 0)
		out->size += (size_t)size - 1; /* without ICU's closing NUL */
}

/* ---- dates, numbers, lists */

/* Days one after the other have places of their own, in all styles. */
static struct day_said *place_of(struct locale *locale, int64_t days, enum date_style style)
{
	return &locale->said[((size_t)days + style * (DAYS_SAID / DATE_STYLES)) % DAYS_SAID];
}

static void write_day(struct locale *locale, const struct iso_date *date, int64_t days,
		      enum date_style style, struct buffer *out)
{
	const double milliseconds_a_day = 86400000.0;
	UErrorCode code = U_ZERO_ERROR;
	UChar units[FORMATTED_MAX];

	if (!locale->dates[style])
		dates_open(locale, &code);
	const UDateFormat *format =
	    date->day == 1 && locale->firsts[style] ? locale->firsts[style] : locale->dates[style];
	int32_t count = udat_format(format, (double)days * milliseconds_a_day, units, FORMATTED_MAX,
				    NULL, &code);
	append_utf16(out, units, U_SUCCESS(code) ? count : 0);
}

bool locale_date(struct locale *locale, struct text iso, enum date_style style, struct buffer *out)
{
	struct iso_date date;
	size_t start = out->size;

	if (!iso_date_read(iso, &date))
		return false;
	if (!date.month)
		style = DATE_YEAR;
	else if (!date.day && style != DATE_YEAR)
		style = DATE_MONTH;
	int64_t days = iso_date_days(&date);
	struct day_said *said = place_of(locale, days, style);
	bool is_month = date.month && !date.day; /* its first day may look otherwise */
	if (!is_month && said->style == 1 + style && said->day == days) {
		buffer_add(out, said->text, said->size);
		return true;
	}
	write_day(locale, &date, days, style, out);
	size_t size = out->size - start;
	if (!is_month && size <= DAY_SIZE) {
		said->day = (int32_t)days;
		said->style = (uint8_t)(1 + style);
		said->size = (uint8_t)size;
		memcpy(said->text, out->at + start, size);
	}
	return true;
}

void locale_number(struct locale *locale, double number, struct buffer *out)
{
	locale_number_styled(locale, number, NUMBER_DECIMAL, out);
}

void locale_number_styled(struct locale *locale, double number, enum number_style style,
			  struct buffer *out)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar units[FORMATTED_MAX];
	int32_t count =
	    unum_formatDouble(locale->numbers[style], number, units, FORMATTED_MAX, NULL, &code);

	append_utf16(out, units, U_SUCCESS(code) ? count : 0);
}

void locale_list(struct locale *locale, const struct text *items, size_t count, struct buffer *out)
{
	UErrorCode code = U_ZERO_ERROR;
	struct arena arena = {0};
	const UChar **strings = arena_array(&arena, count, sizeof(*strings));
	int32_t *sizes = arena_array(&arena, count, sizeof(*sizes));
	int32_t capacity = 0, size;
	UChar *result;

	for (size_t i = 0; i < count; i++) {
		UChar *units;
		buffer_clear(&locale->isolated);
		locale_text(locale, bounded(items[i]), &locale->isolated);
		units = arena_array(&arena, locale->isolated.size + 1, sizeof(*units));
		sizes[i] = to_utf16(buffer_view(&locale->isolated), units);
		strings[i] = units;
		capacity += sizes[i] + 32; /* more than any language puts between two items */
	}
	result = units_reserve(&locale->result, (size_t)capacity);
	size =
	    ulistfmt_format(locale->list, strings, sizes, (int32_t)count, result, capacity, &code);
	append_utf16(out, result, U_SUCCESS(code) ? size : 0);
	arena_free(&arena);
}

/* ---- plurals */

static const char *const plural_names[PLURAL_COUNT] = {"zero", "one",  "two",
						       "few",  "many", "other"};

const char *plural_name(enum plural category)
{
	return plural_names[category];
}

bool plural_named(struct text name, enum plural *category)
{
	for (enum plural i = PLURAL_ZERO; i <= PLURAL_OTHER; i++)
		if (text_is(name, plural_names[i])) {
			*category = i;
			return true;
		}
	return false;
}

enum plural locale_plural(const struct locale *locale, double number, enum plural_kind kind)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar keyword[16];

	uplrules_select(locale->plurals[kind], number, keyword, 16, &code);
	return U_SUCCESS(code) ? plural_of_keyword(keyword) : PLURAL_OTHER;
}

bool locale_has_plural(const struct locale *locale, enum plural category, enum plural_kind kind)
{
	return locale->plural_categories[kind] & (1U << category);
}

void locale_library_version(struct buffer *out)
{
	UErrorCode code = U_ZERO_ERROR;
	UVersionInfo version;
	char cldr[U_MAX_VERSION_STRING_LENGTH] = "?", unicode[U_MAX_VERSION_STRING_LENGTH];

	ulocdata_getCLDRVersion(version, &code);
	if (U_SUCCESS(code))
		u_versionToString(version, cldr);
	u_getUnicodeVersion(version);
	u_versionToString(version, unicode);
	buffer_printf(out, "ICU %s, CLDR %s, Unicode %s", U_ICU_VERSION, cldr, unicode);
}
