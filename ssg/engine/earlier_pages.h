/* earlier_pages.h - pages as the last build has left them in OUT, where nothing that they have read
 * has changed since but templates: what was printed by templates that are the same is still right.
 *
 *   struct earlier_pages earlier = {.memory = &memory, .out_fd = out_fd};       in a worker
 *   if (earlier_page_read(&earlier, number, path, &reads)) … earlier.parts …
 *   earlier_pages_close(&earlier);
 *
 * The memory says where parts stand (template/template_parts.h), and the digest of the page: bytes
 * in OUT that are others by now count as not there. */
#ifndef SSG_ENGINE_EARLIER_PAGES_H
#define SSG_ENGINE_EARLIER_PAGES_H

#include "cache/page_memory.h"

struct earlier_pages {
	const struct page_memory *memory; /* of the same model */
	int out_fd;                       /* of OUT; -1: there is none */
	struct template_parts parts;      /* of the page that was read last */
	/* private */
	struct buffer bytes;
};

/* Page NUMBER, at PATH. What it had read, but for templates, is noted in READS: whatever of it is
 * not read again is still what the page depends on. False: it has to be rendered as a whole. */
bool earlier_page_read(struct earlier_pages *earlier, uint32_t number, struct text path,
		       struct reads *reads);
void earlier_pages_close(struct earlier_pages *earlier);

#endif
