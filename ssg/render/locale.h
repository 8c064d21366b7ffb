/* locale.h - one language by ICU: plurals, numbers, dates, lists, names and sort order.
 *
 *   struct locale *french = locale_open("fr", d);
 *   locale_date(french, TEXT("2026-11-24"), DATE_LONG, out);      24 novembre 2026
 *   locale_close(french);
 *
 * All formatters are made by locale_open, before fork, and serve in every child. Nothing
 * depends on the process: no locale, time zone, or ICU data file of the machine is looked at
 * (locale_open sets ICU's own process-wide defaults to root, UTC and built-in data). The
 * calendar is the Gregorian one. Digits are CLDR's default of the language, but for Arabic,
 * whose default is `arab` in some versions of CLDR and `latn` in others: there they are Latin
 * unless the tag says otherwise ("ar-u-nu-arab"). A language that ICU does not know has ISO
 * dates and the order of the Unicode root. Texts are UTF-8; invalid bytes become U+FFFD. */
#ifndef SSG_RENDER_LOCALE_H
#define SSG_RENDER_LOCALE_H

#include "base/diagnostics.h"

struct locale;

/* TAG is BCP 47 ("zh-Hans"). NULL: TAG is none (E-LANGUAGE), or ICU failed (E-MACHINE). */
struct locale *locale_open(const char *tag, struct diagnostics *d);
void locale_close(struct locale *locale);

bool locale_is_rtl(const struct locale *locale);
/* The language's own name, capitalised as in a menu: "Français". */
void locale_native_name(const struct locale *locale, struct buffer *out);
/* The same with script and region: "Português (Brasil)". */
void locale_full_name(const struct locale *locale, struct buffer *out);

/* Appends a sort key (compare with text_compare), so that sorting calls ICU once per item.
 * Numbers in texts sort by value: "Day 2" before "Day 10". Equal keys do not mean equal texts:
 * order those by something else. */
void locale_sort_key(struct locale *locale, struct text text, struct buffer *out);

enum date_style { DATE_FULL, DATE_LONG, DATE_MEDIUM, DATE_SHORT, DATE_YEAR, DATE_MONTH };
/* ISO is a date of content/date.h. A year or month alone prints the same in every style, and a
 * time is left out (the day is the one written, whatever its zone). The year always has all its
 * digits. False if ISO is not a date; nothing was appended. */
bool locale_date(struct locale *locale, struct text iso, enum date_style style, struct buffer *out);

enum number_style { NUMBER_DECIMAL, NUMBER_INTEGER, NUMBER_PERCENT };
void locale_number(struct locale *locale, double number, struct buffer *out);
/* Decimal: at most three decimal places. Integer: none. Percent: 0.5 is "50%". */
void locale_number_styled(struct locale *locale, double number, enum number_style style,
			  struct buffer *out);

/* Appends TEXT, which may be of any language, for use within a sentence of this one. If it runs
 * against the language's direction, it is put between U+2068 FSI and U+2069 PDI, so that the
 * bidirectional algorithm (UAX 9) does not mix it with its neighbours. */
void locale_text(const struct locale *locale, struct text text, struct buffer *out);

/* "A, B and C", each as by locale_text. */
void locale_list(struct locale *locale, const struct text *items, size_t count, struct buffer *out);

/* CLDR's categories (https://cldr.unicode.org/index/cldr-spec/plural-rules). */
enum plural { PLURAL_ZERO, PLURAL_ONE, PLURAL_TWO, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER };
enum { PLURAL_COUNT = PLURAL_OTHER + 1 };
enum plural_kind { PLURAL_CARDINAL /* 3 files */, PLURAL_ORDINAL /* the 3rd file */ };

enum plural locale_plural(const struct locale *locale, double number, enum plural_kind kind);
/* True if the language has CATEGORY. */
bool locale_has_plural(const struct locale *locale, enum plural category, enum plural_kind kind);
const char *plural_name(enum plural category); /* "few" */
/* The category called NAME. False: there is none. */
bool plural_named(struct text name, enum plural *category);

/* "ICU 72.1, CLDR 42, Unicode 15.0": what the words of dates and the order of names depend on. */
void locale_library_version(struct buffer *out);

#endif
