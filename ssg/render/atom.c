#include "render/atom.h"

#include "render/iso_date.h"
#include "render/xml.h"

#include <string.h>

static const char tag_year[] = "2026"; /* never changes: see feed.h */

/* ---- dates */

static void write_date(struct buffer *out, unsigned indent, const char *name,
		       const struct iso_date *date)
{
	struct buffer text = {0};

	iso_date_write_rfc3339(date, &text);
	xml_element(out, indent, name, buffer_view(&text));
	buffer_free(&text);
}

/* ---- the file */

static void write_link(struct buffer *out, unsigned indent, const char *relation, const char *type,
		       struct text url)
{
	if (url.size == 0)
		return;
	while (indent--)
		buffer_byte(out, '\t');
	buffer_printf(out, "<link rel=\"%s\" type=\"%s\"", relation, type);
	xml_attribute(out, "href", url);
	buffer_string(out, "/>\n");
}

static void write_author(struct buffer *out, unsigned indent, struct text name)
{
	for (unsigned i = 0; i < indent; i++)
		buffer_byte(out, '\t');
	buffer_string(out, "<author><name>");
	xml_text(out, name);
	buffer_string(out, "</name></author>\n");
}

static void write_entry(struct buffer *out, const struct feed_entry *entry,
			const struct iso_date *feed_updated)
{
	struct iso_date published, updated;
	bool has_published = iso_date_read(entry->published, &published);

	if (!iso_date_read(entry->updated, &updated))
		updated = has_published ? published : *feed_updated;
	buffer_string(out, "\t<entry");
	if (entry->lang.size)
		xml_attribute(out, "xml:lang", entry->lang);
	buffer_string(out, ">\n");
	xml_element(out, 2, "id", entry->id);
	buffer_string(out, "\t\t<title>");
	xml_text(out, entry->title); /* required, even if empty */
	buffer_string(out, "</title>\n");
	write_link(out, 2, "alternate", "text/html", entry->url);
	write_date(out, 2, "updated", &updated);
	if (has_published)
		write_date(out, 2, "published", &published);
	for (size_t i = 0; i < entry->author_count; i++)
		write_author(out, 2, entry->authors[i]);
	for (size_t i = 0; i < entry->category_count; i++) {
		buffer_string(out, "\t\t<category");
		xml_attribute(out, "term", entry->categories[i].term);
		if (entry->categories[i].label.size)
			xml_attribute(out, "label", entry->categories[i].label);
		buffer_string(out, "/>\n");
	}
	xml_element(out, 2, "summary", entry->summary);
	buffer_string(out, "\t</entry>\n");
}

void feed_write(const struct feed *feed, struct buffer *out)
{
	struct iso_date updated;

	if (!iso_date_read(feed->updated, &updated))
		updated = (struct iso_date){.year = 1970};
	buffer_string(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			   "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
	xml_attribute(out, "xml:lang", feed->lang);
	buffer_string(out, ">\n");
	xml_element(out, 1, "id", feed->id);
	buffer_string(out, "\t<title>");
	xml_text(out, feed->title);
	buffer_string(out, "</title>\n");
	xml_element(out, 1, "subtitle", feed->subtitle);
	write_author(out, 1, feed->author.size ? feed->author : feed->title);
	write_link(out, 1, "self", "application/atom+xml", feed->self);
	write_link(out, 1, "alternate", "text/html", feed->alternate);
	write_date(out, 1, "updated", &updated);
	for (size_t i = 0; i < feed->entry_count; i++)
		write_entry(out, &feed->entries[i], &updated);
	buffer_string(out, "</feed>\n");
}

/* ---- ids */

/* Characters that RFC 4151 allows unescaped in the specific part: RFC 3986 pchar and "/". An
 * existing "%" belongs to an encoded address. */
static bool is_tag_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '-' && byte <= ':') || (byte && strchr("_~!$&'()*+,;=@%", byte));
}

static void write_tag_bytes(struct buffer *out, struct text text)
{
	size_t written = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (is_tag_byte(text.at[i]))
			continue;
		buffer_add(out, text.at + written, i - written);
		buffer_printf(out, "%%%02X", (unsigned char)text.at[i]);
		written = i + 1;
	}
	buffer_text(out, text_slice(text, written, text.size));
}

bool feed_id(struct text base_url, struct text path, struct buffer *out)
{
	size_t scheme = text_find(base_url, TEXT("://"));
	struct text host, folder;
	size_t end;

	if (scheme == SIZE_MAX)
		return false;
	host = text_slice(base_url, scheme + 3, base_url.size);
	end = text_find_byte(host, '/');
	folder = text_slice(host, end, host.size);
	host = text_slice(host, 0, end);
	end = text_find_last_byte(host, '@');
	host = end == SIZE_MAX ? host : text_slice(host, end + 1, host.size);
	host = text_slice(host, 0, text_find_byte(host, ':'));
	if (host.size == 0)
		return false;
	buffer_string(out, "tag:");
	for (size_t i = 0; i < host.size; i++) /* hosts have no case; tags have */
		buffer_byte(out, (char)(host.at[i] >= 'A' && host.at[i] <= 'Z' ? host.at[i] + 32
									       : host.at[i]));
	buffer_printf(out, ",%s:", tag_year);
	while (text_ends_with(folder, TEXT("/")))
		folder.size--;
	write_tag_bytes(out, folder);
	buffer_byte(out, '/');
	write_tag_bytes(out, path);
	return true;
}
