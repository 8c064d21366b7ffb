#include "template/template_reach.h"

#include "base/digest.h"

struct walk {
	const struct template_node *nodes;
	struct template_reach *reach;
	bool *reached, *open, *known; /* open: it stands above the one that is looked at */
	struct arena *arena;
};

static void mark(struct walk *walk, uint32_t number)
{
	const struct template_node *node = &walk->nodes[number];

	if (walk->reached[number])
		return;
	walk->reached[number] = true;
	for (size_t i = 0; i < node->named_count; i++)
		mark(walk, node->named[i]);
}

static void list(struct walk *walk, size_t count, struct template_reach *reach)
{
	uint32_t *numbers = arena_array(walk->arena, count, sizeof *numbers);
	struct digest digest = {0};

	for (uint32_t i = 0; i < count; i++) {
		const struct template_node *node = &walk->nodes[i];
		if (!walk->reached[i])
			continue;
		walk->reached[i] = false;
		numbers[reach->count++] = i;
		reach->writes |= node->writes;
		digest = digest_join(digest, digest_of(&node->digest, sizeof node->digest));
	}
	reach->list = numbers;
	reach->digest = digest.low;
}

/* 0 for what can run itself, and for what can run such a one. */
static unsigned height(struct walk *walk, uint32_t number)
{
	const struct template_node *node = &walk->nodes[number];
	unsigned most = 0;
	bool ends = true;

	if (walk->known[number] || walk->open[number])
		return walk->reach[number].height; /* 0 while it is open */
	walk->open[number] = true;
	for (size_t i = 0; i < node->named_count; i++) {
		unsigned one = height(walk, node->named[i]);
		ends = ends && one;
		most = one > most ? one : most;
	}
	walk->open[number] = false;
	walk->known[number] = true;
	return walk->reach[number].height = ends ? most + 1 : 0;
}

void template_reach_all(const struct template_node *nodes, size_t count,
			struct template_reach *reach, struct arena *arena)
{
	bool *marks = arena_array(arena, 3 * count + 1, sizeof *marks);
	struct walk walk = {.nodes = nodes,
			    .reach = reach,
			    .reached = marks,
			    .open = marks + count,
			    .known = marks + 2 * count,
			    .arena = arena};

	for (uint32_t i = 0; i < count; i++) {
		reach[i] = (struct template_reach){0};
		mark(&walk, i);
		list(&walk, count, &reach[i]);
	}
	for (uint32_t i = 0; i < count; i++)
		height(&walk, i);
}
