/*
 * keys.h - keys, and their names: what a script of keys is written in.
 *
 * A key is the Unicode character that it types, a control character, or one
 * of the numbers below.  Its name is that character, or in angle brackets a
 * word: "j", "<Down>", "<C-l>", "<lt>" for "<".
 */
#ifndef NETSIM_VIEWER_KEYS_H
#define NETSIM_VIEWER_KEYS_H

#include <stddef.h>

enum {
    KEY_TAB = '\t',
    KEY_RETURN = '\r',
    KEY_ESCAPE = 27,
    KEY_RUBOUT = 127,
    KEY_FIRST = 0x110000, /* behind all of Unicode */
    KEY_UPWARD = KEY_FIRST,
    KEY_DOWNWARD,
    KEY_LEFTWARD,
    KEY_RIGHTWARD,
    KEY_FIRST_ROW,
    KEY_LAST_ROW,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_FUNCTION, /* + n: F1 to F12 */
    KEY_BEHIND = KEY_FUNCTION + 13
};

#define KEY_CONTROL(letter) ((letter)&0x1f)
#define KEY_NAME_MAX 16

/* The key at *s, and *s behind it; -1: no such name, *s stays. */
int keys_read(const char **s);

/* Its name in buf, as keys_read() takes it. */
void keys_name(int key, char buf[KEY_NAME_MAX]);

/* Its name as people read it: "Down", "^L", "Space". */
void keys_title(int key, char buf[KEY_NAME_MAX]);

#endif
