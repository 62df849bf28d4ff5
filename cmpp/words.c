#include "words.h"

#include <string.h>

void words_add(struct words *w, struct arena *arena, const char *word)
{
    if (!w->items)
        w->items = arena_grow(arena, NULL, 0, sizeof *w->items); /* the NULL at the end */
    w->items = arena_grow(arena, w->items, w->n + 1, sizeof *w->items);
    w->items[w->n++] = arena_copy(arena, word, strlen(word));
    w->items[w->n] = NULL;
}

void words_add_all(struct words *w, struct arena *arena, const char *const *list)
{
    for (; *list; list++)
        words_add(w, arena, *list);
}

void words_append(struct words *w, struct arena *arena, const struct words *more)
{
    for (size_t i = 0; i < more->n; i++)
        words_add(w, arena, more->items[i]);
}

/* Appends the word that text begins with; returns what follows it. */
static const char *take_word(struct text *word, const char *text)
{
    char quote = '\0';
    for (; *text && (quote || !strchr(" \t\n", *text)); text++) {
        if (*text == quote)
            quote = '\0';
        else if (!quote && (*text == '\'' || *text == '"'))
            quote = *text;
        else if (*text == '\\' && quote != '\'' && text[1])
            text_add(word, ++text, 1);
        else
            text_add(word, text, 1);
    }
    return text;
}

void words_split(struct words *w, struct arena *arena, const char *text)
{
    while (text && *(text += strspn(text, " \t\n"))) {
        struct text word = {0};
        text_puts(&word, "");
        text = take_word(&word, text);
        words_add(w, arena, word.s);
        text_free(&word);
    }
}

static void print_quoted(struct text *out, const char *word)
{
    text_puts(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            text_puts(out, "'\\''");
        else
            text_add(out, word, 1);
    text_puts(out, "'");
}

void words_print(struct text *out, char *const *items)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_./=+,:@%";
    for (char *const *w = items; *w; w++) {
        text_puts(out, w == items ? "" : " ");
        if (**w && !(*w)[strspn(*w, plain)])
            text_puts(out, *w);
        else
            print_quoted(out, *w);
    }
}
