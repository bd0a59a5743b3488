/*
 * keys.c - see keys.h.
 */
#include "netsim/viewer/keys.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/utf8.h"

static const struct {
    int key;
    const char *name;
} names[] = {
    { KEY_TAB, "Tab" },        { KEY_RETURN, "Enter" },
    { KEY_ESCAPE, "Esc" },     { KEY_RUBOUT, "Backspace" },
    { KEY_UPWARD, "Up" },      { KEY_DOWNWARD, "Down" },
    { KEY_LEFTWARD, "Left" },  { KEY_RIGHTWARD, "Right" },
    { KEY_FIRST_ROW, "Home" }, { KEY_LAST_ROW, "End" },
    { KEY_PAGE_UP, "PgUp" },   { KEY_PAGE_DOWN, "PgDn" },
    { ' ', "Space" },          { '<', "lt" },
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

static int
key_named(const char *name, size_t len)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (strlen(names[i].name) == len &&
            strncmp(names[i].name, name, len) == 0)
            return names[i].key;
    if (len == 3 && strncmp(name, "C-", 2) == 0 && name[2] >= 'a' &&
        name[2] <= 'z')
        return KEY_CONTROL(name[2]);
    if (len >= 2 && len <= 3 && name[0] == 'F') {
        int n = atoi(name + 1);

        if (n >= 1 && n <= 12)
            return KEY_FUNCTION + n;
    }
    return -1;
}

int
keys_read(const char **s)
{
    const char *end = **s == '<' ? strchr(*s, '>') : NULL;
    uint32_t ch;
    int key, len;

    if (end) {
        key = key_named(*s + 1, (size_t)(end - *s - 1));
        if (key >= 0)
            *s = end + 1;
        return key;
    }
    len = utf8_get(*s, &ch);
    if (len <= 0)
        return -1;
    *s += len;
    return (int)ch;
}

/* The word for a key that has one, or NULL. */
static const char *
word_of(int key)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (names[i].key == key)
            return names[i].name;
    return NULL;
}

void
keys_name(int key, char buf[KEY_NAME_MAX])
{
    const char *word = word_of(key);
    int len;

    if (word)
        snprintf(buf, KEY_NAME_MAX, "<%s>", word);
    else if (key > KEY_FUNCTION && key < KEY_BEHIND)
        snprintf(buf, KEY_NAME_MAX, "<F%d>", key - KEY_FUNCTION);
    else if (key < ' ')
        snprintf(buf, KEY_NAME_MAX, "<C-%c>", key + 'a' - 1);
    else {
        len = utf8_put(buf, (uint32_t)key);
        buf[len] = '\0';
    }
}

void
keys_title(int key, char buf[KEY_NAME_MAX])
{
    size_t len;

    if (key == '<') {
        snprintf(buf, KEY_NAME_MAX, "<");
        return;
    }
    if (key < ' ' && !word_of(key)) {
        snprintf(buf, KEY_NAME_MAX, "^%c", key + 'A' - 1);
        return;
    }
    keys_name(key, buf);
    len = strlen(buf);
    if (len > 2 && buf[0] == '<') {
        memmove(buf, buf + 1, len - 2);
        buf[len - 2] = '\0';
    }
}
