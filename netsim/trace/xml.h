/*
 * xml.h - text of unknown origin in XML and HTML.
 *
 * In a trace may stand whatever a program has printed.  What is written here
 * is text and nothing else, between tags and in the double quotes of an
 * attribute.  What XML has not, what no terminal should obey, and what would
 * turn the text around it (U+202E and its kin) is U+FFFD, and so is a byte
 * that is no UTF-8.
 */
#ifndef NETSIM_TRACE_XML_H
#define NETSIM_TRACE_XML_H

#include <stdint.h>
#include <stdio.h>

/* What stands for a character that XML reads something into, or NULL. */
static inline const char *
xml_escape(uint32_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;"; /* "]]>" may not stand in text */
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void xml_char(FILE *out, uint32_t c);
void xml_text(FILE *out, const char *s);

#endif
