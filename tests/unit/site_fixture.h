/* site_fixture.h - a model made of texts: site.yaml and Markdown files in, everything that the
 * site floor knows out. */
#ifndef SSG_TESTS_SITE_FIXTURE_H
#define SSG_TESTS_SITE_FIXTURE_H

#include "content/yaml.h"
#include "reports.h"
#include "site/assemble.h"

enum { FIXTURE_FILES_MAX = 32 };

struct site {
	struct arena arena;
	struct diagnostics problems;
	struct snapshot snapshot;
	struct config config;
	struct model model;
	struct parsed_document parsed[FIXTURE_FILES_MAX];
	size_t parsed_count;
};

/* A file of the site; DATA files go to content/data/. */
struct site_file {
	const char *path;
	const char *text;
};

static inline struct value_node *site_yaml(struct site *site, struct text text, struct text path)
{
	struct limits limits = limits_default();
	struct value_node *node = yaml_parse(&site->arena, text, path, 1, &limits, &site->problems);

	assert_non_null(node);
	return node;
}

static inline struct value_node *site_string(struct site *site, struct text text)
{
	struct value_node *node = value_node(&site->arena, VALUE_STRING);

	node->text = text;
	return node;
}

/* {site, types, data}, as build/ hands it to config_read. */
static inline const struct value *site_settings(struct site *site, const char *yaml,
						const struct site_file *files)
{
	struct value_node *root = value_node(&site->arena, VALUE_MAP);
	struct value_node *types = value_node(&site->arena, VALUE_MAP);
	struct value_node *data = value_node(&site->arena, VALUE_MAP);
	struct buffer flat = {0};

	for (const struct site_file *file = files; file->path; file++) {
		struct text path = text_of(file->path);
		size_t slash = text_find_last_byte(path, '/');
		struct text name = text_slice(path, slash + 1, path.size - slash - 1 - 5);
		struct value_node *parent =
		    text_starts_with(path, TEXT("content/data/")) ? data : types;
		if (!text_ends_with(path, TEXT(".yaml")))
			continue;
		value_node_add(&site->arena, parent, site_string(site, name));
		value_node_add(&site->arena, parent, site_yaml(site, text_of(file->text), path));
	}
	value_node_add(&site->arena, root, site_string(site, TEXT("site")));
	value_node_add(&site->arena, root, site_yaml(site, text_of(yaml), SITE_YAML));
	value_node_add(&site->arena, root, site_string(site, TEXT("types")));
	value_node_add(&site->arena, root, types);
	value_node_add(&site->arena, root, site_string(site, TEXT("data")));
	value_node_add(&site->arena, root, data);
	size_t at = value_flatten(&flat, root);
	char *copy = arena_alloc(&site->arena, flat.size);
	memcpy(copy, flat.at, flat.size);
	buffer_free(&flat);
	return (const struct value *)(void *)(copy + at);
}

static inline void site_parse(struct site *site, const struct document_parser *parser,
			      struct file *file, const char *text)
{
	struct buffer record = {0};

	assert_int_equal(
	    document_parse(parser, file->path, text_of(text), &record, &site->problems), STATUS_OK);
	char *copy = arena_alloc(&site->arena, record.size);
	memcpy(copy, record.at, record.size);
	buffer_free(&record);
	site->parsed[site->parsed_count++] =
	    (struct parsed_document){file, (const struct record *)(void *)copy};
}

/* FILES are sorted by path and end with {NULL}. */
static inline struct site *site_make(const char *yaml, const struct site_file *files)
{
	struct site *site = calloc(1, sizeof *site);
	size_t count = 0;

	assert_non_null(site);
	config_read(&site->config, &site->arena, site_settings(site, yaml, files), &site->problems);
	site->snapshot.files = arena_array(&site->arena, FIXTURE_FILES_MAX, sizeof(struct file));
	struct document_parser parser = {
	    .markdown = site->config.markdown,
	    .limits = &site->config.limits,
	    .types = &site->config.types,
	    .original_lang = site->config.languages[0].code,
	};
	for (; files[count].path; count++) {
		struct file *file = &site->snapshot.files[count];
		assert_true(count < FIXTURE_FILES_MAX);
		file->path = text_of(files[count].path);
		file->blob.bytes[0] = (unsigned char)(count + 1);
		site->snapshot.count = count + 1;
		if (text_ends_with(file->path, TEXT(".md")))
			site_parse(site, &parser, file, files[count].text);
	}
	site->model.config = &site->config;
	site->model.snapshot = &site->snapshot;
	model_assemble(&site->model, site->parsed, site->parsed_count, &site->problems);
	return site;
}

static inline void site_free(struct site *site)
{
	model_free(&site->model);
	diagnostics_free(&site->problems);
	arena_free(&site->arena);
	free(site);
}

#endif
