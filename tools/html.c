#include "html.h"

#include <stdbool.h>

static const char style[] =
    ":root{color-scheme:light "
    "dark;--ink:#1f2328;--soft:#57606a;--paper:#fff;--line:#d0d7de;--tint:#f6f8fa}\n"
    "@media "
    "(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;--paper:#0d1117;--line:#30363d;"
    "--tint:#161b22}}\n"
    "@media "
    "print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--line:#bbb;--tint:#fff}"
    "section{break-inside:avoid}}\n"
    "body{font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu "
    "Sans',sans-serif;color:var(--ink);"
    "background:var(--paper);max-width:62rem;margin:2rem auto;padding:0 1rem}\n"
    "h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2.4rem 0 .4rem;"
    "border-bottom:1px solid var(--line);padding-bottom:.2rem}\n"
    ".sub,.note,figcaption{color:var(--soft)}figure{margin:.6rem 0;overflow-x:auto}"
    "figcaption{font-size:.9rem;max-width:48rem}\n"
    ".big{font-size:2.6rem;font-weight:600;line-height:1.2;margin:.6rem 0 0}\n"
    "svg{color:var(--ink);max-width:100%;height:auto}svg .paper{fill:none}\n"
    "table{border-collapse:collapse;font-size:.95rem}th{text-align:left;font-weight:600;padding:."
    "25rem 1.5rem "
    ".25rem 0;vertical-align:top}td{padding:.25rem 0}tr+tr{border-top:1px solid var(--line)}\n"
    "pre{background:var(--tint);border:1px solid "
    "var(--line);padding:.7rem;overflow-x:auto;white-space:pre-wrap;"
    "font-size:.9rem}\n"
    ".bad{color:#c62f40}\n";

/* Length of the UTF-8 sequence at s, 0 if it is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s)
{
    size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : 0;
    if (s[0] >= 0xF0 && s[0] < 0xF5)
        n = 4;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xED && s[1] >= 0xA0, beyond = s[0] == 0xF4 && s[1] >= 0x90;
    return n && (overlong || surrogate || beyond) ? 0 : n;
}

void html_text(text *t, const char *s)
{
    text_add(t, "");
    while (*s) {
        size_t n = utf8_length((const unsigned char *)s);
        bool control = (unsigned char)*s < 0x20 && *s != '\n' && *s != '\t';
        if (*s == '&')
            text_add(t, "&amp;");
        else if (*s == '<')
            text_add(t, "&lt;");
        else if (*s == '>')
            text_add(t, "&gt;");
        else if (*s == '"')
            text_add(t, "&quot;");
        else if (n == 0 || control || *s == 0x7f)
            text_add(t, "\xEF\xBF\xBD");
        else
            text_add_bytes(t, s, n);
        s += n ? n : 1;
    }
}

void html_begin(text *t, const char *title)
{
    text_add(t,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n<title>");
    html_text(t, title);
    text_addf(t, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

void html_end(text *t)
{
    text_add(t, "</body>\n</html>\n");
}
