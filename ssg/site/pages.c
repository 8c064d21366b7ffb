#include "site/pages.h"

#include "site/address.h"
#include "site/output_paths.h"

bool page_has_document(const struct page *page)
{
	return page->work != NONE && page->kind != PAGE_REDIRECT;
}

const struct page *pages_find(const struct model *model, struct text path)
{
	size_t page = map_get(&model->page_by_path, path);

	return page == MAP_NONE ? NULL : &model->pages[page];
}

const struct page *pages_find_taxonomy(const struct model *model, uint32_t taxonomy, lang_id lang)
{
	struct buffer path = {0};

	buffer_text(&path, model->config->languages[lang].code);
	buffer_byte(&path, '/');
	buffer_text(&path, model->taxonomies[taxonomy].config->id);
	buffer_string(&path, "/index.html");
	const struct page *page = pages_find(model, buffer_view(&path));
	buffer_free(&path);
	return page && page->taxonomy == taxonomy ? page : NULL;
}

const struct page *pages_find_term(const struct model *model, term_id term, lang_id lang)
{
	struct buffer path = {0};

	address_of_term(model, term, lang, &path);
	const struct page *page = pages_find(model, buffer_view(&path));
	buffer_free(&path);
	return page && page->term == term ? page : NULL;
}

bool pages_add(struct model *model, const struct page *page, struct diagnostics *d)
{
	struct text path = arena_text(&model->arena, page->path);

	if (!outputs_claim(model, path, page->place, d))
		return false;
	model->pages = arena_grow(&model->arena, model->pages, model->page_count, sizeof *page);
	struct page *added = &model->pages[model->page_count];
	*added = *page;
	added->path = path;
	added->layout = arena_text(&model->arena, page->layout);
	added->feed = arena_text(&model->arena, page->feed);
	added->title = arena_text(&model->arena, page->title);
	added->description = arena_text(&model->arena, page->description);
	map_put(&model->page_by_path, added->path, model->page_count++);
	return true;
}

static struct page page_of(enum page_kind kind, lang_id lang, const char *layout)
{
	return (struct page){.kind = kind,
			     .lang = lang,
			     .layout = text_of(layout),
			     .work = NONE,
			     .section = NONE,
			     .term = NONE,
			     .taxonomy = NONE};
}

/* The kind of a work's page, by the path of its document. */
static struct page describe(const struct model *model, work_id work, lang_id lang)
{
	const struct work *self = &model->works[work];
	struct page page = page_of(PAGE_DOCUMENT, lang, "page.html");
	struct text path;
	const struct value *layout = model_field(model, self->original, TEXT("layout"), &path);

	if (self->unlisted && !self->section)
		page = page_of(PAGE_HOME, lang, "home.html");
	else if (self->unlisted)
		page = page_of(PAGE_SECTION, lang, "section.html");
	else if (self->type && self->type->layout.size)
		page.layout = self->type->layout;
	if (value_text(layout).size)
		page.layout = value_text(layout);
	page.work = work;
	page.section = self->section;
	page.place.path = model->documents[model_document(model, work, lang)].path;
	return page;
}

bool pages_add_redirect(struct model *model, struct text path, work_id work, lang_id lang,
			struct place place, struct diagnostics *d)
{
	struct page page = page_of(PAGE_REDIRECT, lang, "redirect.html");

	page.path = path;
	page.work = work;
	page.place = place;
	return pages_add(model, &page, d);
}

static void add_redirects(struct model *model, work_id work, lang_id lang, struct diagnostics *d)
{
	struct text path;
	document_id document = model_document(model, work, lang);
	const struct value *aliases = model_field(model, document, TEXT("aliases"), &path);

	for (size_t i = 0; value_is(aliases, VALUE_LIST) && i < value_count(aliases); i++) {
		const struct value *alias = value_item(aliases, i);
		struct text old = arena_printf(&model->arena, "%.*s/%.*s",
					       TEXT_ARGS(model->config->languages[lang].code),
					       TEXT_ARGS(value_text(alias)));
		pages_add_redirect(model, old, work, lang, value_place(path, alias), d);
	}
}

static void add_work(struct model *model, work_id work, lang_id lang, struct buffer *path,
		     struct diagnostics *d)
{
	struct page page = describe(model, work, lang);

	buffer_clear(path);
	address_of_work(model, work, lang, path);
	page.path = buffer_view(path);
	pages_add(model, &page, d);
}

/* A section without an index.md has a page too: every folder of an address can be opened. */
static void add_section(struct model *model, section_id section, lang_id lang, struct buffer *path,
			struct diagnostics *d)
{
	struct page page = section ? page_of(PAGE_SECTION, lang, "section.html")
				   : page_of(PAGE_HOME, lang, "home.html");

	buffer_clear(path);
	address_of_section(model, section, lang, path);
	page.path = buffer_view(path);
	page.section = section;
	page.title = model_section_title(model, section, lang);
	pages_add(model, &page, d);
}

/* True if WORK has a page of its own in LANG. */
static bool has_page(const struct model *model, work_id work, lang_id lang)
{
	return model_translated(model, work, lang) || model->config->fallback == FALLBACK_PAGES;
}

void pages_assemble(struct model *model, struct diagnostics *d)
{
	const struct config *config = model->config;
	struct page languages = page_of(PAGE_LANGUAGES, 0, "languages.html");
	struct page not_found = page_of(PAGE_NOT_FOUND, 0, "not-found.html");
	struct buffer path = {0};

	languages.path = TEXT("index.html");
	languages.title = config_label(config, value_get(config->site, "title"), 0, TEXT(""));
	not_found.path = TEXT("404.html");
	outputs_reserve(model, d);
	pages_add(model, &languages, d);
	pages_add(model, &not_found, d);
	for (lang_id lang = 0; lang < config->language_count; lang++) {
		for (work_id work = 0; work < model->work_count; work++)
			if (has_page(model, work, lang))
				add_work(model, work, lang, &path, d);
		for (section_id section = 0; section < model->section_count; section++) {
			work_id index = model->sections[section].index;
			if (index == NONE || !has_page(model, index, lang))
				add_section(model, section, lang, &path, d);
		}
	}
	buffer_free(&path);
}

void pages_redirect(struct model *model, struct diagnostics *d)
{
	for (lang_id lang = 0; lang < model->config->language_count; lang++)
		for (work_id work = 0; work < model->work_count; work++)
			if (has_page(model, work, lang))
				add_redirects(model, work, lang, d);
}

/* The path of a page without its language; empty if it is not in the folder of a language. */
static struct text path_in_language(const struct model *model, const struct page *page)
{
	struct text code = model->config->languages[page->lang].code;

	if (!text_starts_with(page->path, code) || page->path.size == code.size ||
	    page->path.at[code.size] != '/')
		return TEXT("");
	return text_slice(page->path, code.size, page->path.size);
}

void pages_join(struct model *model)
{
	struct map first = {0};

	for (uint32_t i = 0; i < model->page_count; i++) {
		struct page *page = &model->pages[i];
		struct text path = path_in_language(model, page);
		size_t other = path.size ? map_get(&first, path) : MAP_NONE;
		page->next = i;
		if (other != MAP_NONE) {
			page->next = model->pages[other].next;
			model->pages[other].next = i;
		} else if (path.size) {
			map_put(&first, path, i);
		}
	}
	map_free(&first);
}

const struct page *pages_in(const struct model *model, const struct page *page, lang_id lang)
{
	const struct page *other = page;

	do {
		if (other->lang == lang)
			return other;
		other = &model->pages[other->next];
	} while (other != page);
	return NULL;
}
