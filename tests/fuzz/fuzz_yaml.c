/* YAML from a stranger. What is read must flatten. */
#include "content/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct limits limits = limits_default();
	struct diagnostics d = {0};
	struct arena arena = {0};
	struct buffer flat = {0};
	struct value_node *root = yaml_parse(&arena, text_make((const char *)bytes, size),
					     TEXT("x.yaml"), 1, &limits, &d);

	if (root)
		value_flatten(&flat, root);
	buffer_free(&flat);
	arena_free(&arena);
	diagnostics_free(&d);
	return 0;
}
