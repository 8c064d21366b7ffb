/* What is read from a snapshot around its documents: settings, assets, the theme, its words. */
#include "engine/settings.h"
#include "render/strings.h"
#include "repository.h"
#include "site/assemble.h"
#include "site/assets.h"

static void open_site(struct repository *r, struct snapshot *snapshot)
{
	commit(r, "Ada <ada@example.org>", 1700000000);
	assert_int_equal(snapshot_open(snapshot, r->site, "HEAD", &r->diagnostics), STATUS_OK);
}

static void settings_hold_the_site_its_types_and_its_data(void **state)
{
	struct repository *r = *state;
	struct snapshot snapshot;
	struct buffer flat = {0};
	size_t root;

	write_file(r, "site.yaml", "theme: igf\n");
	write_file(r, "content/types/practice.yaml", "open: true\n");
	write_file(r, "content/data/list.yaml", "[1, 2]\n");
	write_file(r, "content/data/deep/x.yaml", "a: 1\n");
	write_file(r, "content/data/README.txt", "words\n");
	open_site(r, &snapshot);
	buffer_byte(&flat, 'x');
	assert_int_equal(settings_read(&snapshot, &flat, &root, &r->diagnostics), STATUS_OK);
	const struct value *map = (const struct value *)(void *)(flat.at + root);
	assert_int_equal(root % 8, 0);
	assert_true(text_is(value_get_text(value_get(map, "site"), "theme", TEXT("")), "igf"));
	assert_true(value_get_boolean(value_get(value_get(map, "types"), "practice"), "open", 0));
	assert_int_equal(value_count(value_get(map, "data")), 1);
	assert_int_equal(value_count(value_get(value_get(map, "data"), "list")), 2);
	buffer_free(&flat);
	snapshot_close(&snapshot);
}

static void a_site_without_site_yaml_is_an_error_and_an_empty_map(void **state)
{
	struct repository *r = *state;
	struct snapshot snapshot;
	struct buffer flat = {0};
	size_t root;

	write_file(r, "content/en/a.md", "x\n");
	open_site(r, &snapshot);
	assert_int_equal(settings_read(&snapshot, &flat, &root, &r->diagnostics), STATUS_CONTENT);
	assert_true(has_diagnostic(r, "E-SITE", "site.yaml"));
	assert_true(
	    value_is(value_get((const struct value *)(void *)(flat.at + root), "site"), VALUE_MAP));
	buffer_free(&flat);
	snapshot_close(&snapshot);
}

static void limits_of_site_yaml_hold_for_data(void **state)
{
	struct repository *r = *state;
	struct snapshot snapshot;
	struct buffer flat = {0};
	size_t root;

	write_file(r, "site.yaml", "limits: {yaml_depth: 3}\n");
	write_file(r, "content/data/x.yaml", "[[[[[[1]]]]]]\n");
	open_site(r, &snapshot);
	assert_int_equal(settings_read(&snapshot, &flat, &root, &r->diagnostics), STATUS_CONTENT);
	assert_int_equal(r->diagnostics.count, 1);
	assert_true(has_diagnostic(r, "E-LIMIT", "content/data/x.yaml"));
	buffer_free(&flat);
	snapshot_close(&snapshot);
}

static void assets_of_the_site_hide_those_of_the_theme(void **state)
{
	struct repository *r = *state;
	struct snapshot snapshot;
	struct config config = {.theme = TEXT("igf")};
	struct model model = {.config = &config, .snapshot = &snapshot};

	write_file(r, "content/assets/a/x.svg",
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>");
	write_file(r, "content/assets/report.pdf", "x");
	write_file(r, "themes/igf/assets/a/x.svg", "<svg/>");
	write_file(r, "themes/igf/assets/own.CSS", "a{}");
	open_site(r, &snapshot);
	assert_int_equal(assets_collect(&model, &r->diagnostics), STATUS_OK);
	const struct asset *picture = &model.assets[asset_find(&model, TEXT("a/x.svg"))];
	assert_true(text_is(picture->path, "content/assets/a/x.svg"));
	assert_true(text_starts_with(picture->output, TEXT("assets/a/x.")));
	assert_int_equal(picture->output.size, strlen("assets/a/x.0123456789.svg"));
	assert_int_equal(picture->width, 4);
	assert_int_equal(picture->height, 3);
	assert_true(text_is(model.assets[asset_find(&model, TEXT("report.pdf"))].output,
			    "assets/report.pdf"));
	assert_int_equal(model.assets[asset_find(&model, TEXT("own.CSS"))].output.size,
			 strlen("assets/own.0123456789.CSS"));
	assert_true(asset_find(&model, TEXT("none")) == NONE);
	model_free(&model);
	snapshot_close(&snapshot);
}

static void words_come_from_the_theme_then_plain(void **state)
{
	struct repository *r = *state;
	struct snapshot snapshot;
	struct limits limits = limits_default();
	struct theme theme = {&snapshot, TEXT("igf")};
	struct strings strings;

	write_file(r, "themes/igf/strings/de.yaml", "menu: \"Karte\"\n");
	write_file(r, "themes/plain/strings/de.yaml", "menu: \"Menü\"\nhome: \"Start\"\n");
	open_site(r, &snapshot);
	assert_int_equal(strings_read(&strings, &theme, TEXT("de"), &limits, &r->diagnostics),
			 STATUS_OK);
	const struct interface_string *menu = strings_find(&strings, TEXT("menu"));
	assert_true(text_is(menu->place.path, "themes/igf/strings/de.yaml"));
	assert_int_equal(menu->place.column, 8); /* behind the quotation mark */
	assert_true(text_is(strings_find(&strings, TEXT("home"))->place.path,
			    "themes/plain/strings/de.yaml"));
	assert_null(strings_find(&strings, TEXT("see_all")));
	strings_free(&strings);
	snapshot_close(&snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(settings_hold_the_site_its_types_and_its_data),
	    repository_test(a_site_without_site_yaml_is_an_error_and_an_empty_map),
	    repository_test(limits_of_site_yaml_hold_for_data),
	    repository_test(assets_of_the_site_hide_those_of_the_theme),
	    repository_test(words_come_from_the_theme_then_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
