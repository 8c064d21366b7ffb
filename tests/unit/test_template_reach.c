/* What templates can run, of graphs of a few. */
#include "template/template_reach.h"

#include "reports.h"

enum { MOST = 6 };

struct graph {
	struct template_node nodes[MOST];
	uint32_t named[MOST][MOST];
	struct template_reach reach[MOST];
	struct arena arena;
	size_t count;
};

/* NAMED: by template those that it names, as digits. */
static void make(struct graph *graph, const char *const *named)
{
	*graph = (struct graph){0};
	for (; named[graph->count]; graph->count++) {
		size_t i = graph->count;
		struct template_node *node = &graph->nodes[i];
		node->digest = i;
		node->named = graph->named[i];
		for (const char *at = named[i]; *at; at++)
			graph->named[i][node->named_count++] = (uint32_t)(*at - '0');
	}
}

static void find(struct graph *graph)
{
	template_reach_all(graph->nodes, graph->count, graph->reach, &graph->arena);
}

static void assert_reach(const struct graph *graph, size_t i, const char *numbers, unsigned height)
{
	const struct template_reach *reach = &graph->reach[i];

	assert_int_equal(reach->count, strlen(numbers));
	for (size_t k = 0; k < reach->count; k++)
		assert_int_equal(reach->list[k], numbers[k] - '0');
	assert_int_equal(reach->height, height);
}

static void all_that_is_named_is_reached_once(void **state)
{
	const char *const named[] = {"12", "3", "3", "", "0", NULL};
	struct graph graph;

	(void)state;
	make(&graph, named);
	find(&graph);
	assert_reach(&graph, 0, "0123", 3);
	assert_reach(&graph, 1, "13", 2);
	assert_reach(&graph, 3, "3", 1);
	assert_reach(&graph, 4, "01234", 4);
	arena_free(&graph.arena);
}

static void what_can_run_itself_has_no_height(void **state)
{
	const char *const named[] = {"1", "2", "1", "0", "4", "", NULL};
	struct graph graph;

	(void)state;
	make(&graph, named);
	find(&graph);
	assert_reach(&graph, 0, "012", 0);
	assert_reach(&graph, 1, "12", 0);
	assert_reach(&graph, 2, "12", 0);
	assert_reach(&graph, 3, "0123", 0);
	assert_reach(&graph, 4, "4", 0);
	assert_reach(&graph, 5, "5", 1);
	arena_free(&graph.arena);
}

static void a_digest_is_of_all_that_is_reached(void **state)
{
	const char *const named[] = {"1", "2", "", "", NULL};
	struct graph graph, other;

	(void)state;
	for (uint32_t changed = 0; changed < 4; changed++) {
		make(&graph, named);
		find(&graph);
		make(&other, named);
		other.nodes[changed].digest += 100;
		find(&other);
		for (uint32_t i = 0; i < 3; i++)
			assert_int_equal(graph.reach[i].digest == other.reach[i].digest,
					 changed < i || changed == 3);
		arena_free(&graph.arena);
		arena_free(&other.arena);
	}
}

static void one_that_writes_makes_all_above_it_write(void **state)
{
	const char *const named[] = {"1", "2", "", "0", "", NULL};
	struct graph graph;

	(void)state;
	make(&graph, named);
	graph.nodes[1].writes = true;
	find(&graph);
	for (uint32_t i = 0; i < 5; i++)
		assert_int_equal(graph.reach[i].writes, i == 0 || i == 1 || i == 3);
	arena_free(&graph.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_that_is_named_is_reached_once),
	    cmocka_unit_test(what_can_run_itself_has_no_height),
	    cmocka_unit_test(a_digest_is_of_all_that_is_reached),
	    cmocka_unit_test(one_that_writes_makes_all_above_it_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
