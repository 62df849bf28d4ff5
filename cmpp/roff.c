#include "roff.h"

#include <stdbool.h>
#include <string.h>

#include "diag.h"
#include "names.h"

/* A word without a blank is given places to break at, or it would stick out of the page. */
enum { LONGEST_WORD = 30 };

/* The code point of a valid UTF-8 sequence. */
static unsigned code_point(const char *s, size_t length)
{
    unsigned code = (unsigned char)*s & (0xFFu >> (length == 1 ? 0 : length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)s[i] & 0x3Fu);
    return code;
}

/* One character, escaped where it would mean something to roff. A hyphen stays one between letters
 * and is a minus elsewhere. Returns its length. */
static size_t put_character(struct text *out, const char *begin, const char *s, const char *end)
{
    static const char special[] = "\\'`^~\"";
    static const char *const escapes[] = {"\\e", "\\(aq", "\\(ga", "\\(ha", "\\(ti", "\\(dq"};
    struct source rest = {.text = s, .size = (size_t)(end - s)};
    size_t length = source_character(&rest, 0);
    const char *found = length == 1 ? strchr(special, *s) : NULL;
    if (length == 0)
        text_puts(out, "?");
    else if (length > 1)
        text_printf(out, "\\[u%04X]", code_point(s, length));
    else if (found)
        text_puts(out, escapes[found - special]);
    else if (*s == '-' && !(s > begin && name_starts(s[-1]) && s + 1 < end && name_starts(s[1])))
        text_puts(out, "\\-");
    else
        text_add(out, s, 1);
    return length ? length : 1;
}

static bool is_blank(char c)
{
    return (c >= 0 && c <= ' ') || c == 127;
}

void roff_text(struct text *out, const char *s, size_t n)
{
    const char *begin = s, *end = s + n;
    size_t word = 0;
    if (!out->n || out->s[out->n - 1] == '\n')
        text_puts(out, "\\&"); /* the line could begin with a dot */
    while (s < end) {
        const char *blanks = s;
        while (s < end && is_blank(*s))
            s++;
        if (s > blanks)
            word = 0;
        if (s > blanks && blanks > begin && s < end)
            text_puts(out, " ");
        if (s == end)
            break;
        bool may_break = strchr("/:;,=|", *s);
        s += put_character(out, begin, s, end);
        if (++word == LONGEST_WORD || (may_break && s < end)) {
            text_puts(out, "\\:");
            word = 0;
        }
    }
}

void roff_sentence(struct text *out, const char *s, size_t n)
{
    while (n && is_blank(s[n - 1]))
        n--;
    roff_text(out, s, n);
    text_puts(out, n && strchr(".!?", s[n - 1]) ? "\n" : ".\n");
}
