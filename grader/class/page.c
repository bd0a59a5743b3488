/*
 * page.c - text for CSV and HTML.
 */
#include "grader/class/page.h"
#include "grader/class/files.h"

#include <ctype.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD, for what is no UTF-8 */

static int
is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

void
csv_field(FILE *out, const char *text)
{
    int formula = text[0] && strchr("=+-@", text[0]) != NULL;
    int quoted = formula || strpbrk(text, "\",") || text[0] == ' ' ||
                 (*text && text[strlen(text) - 1] == ' ');

    fputs(quoted ? "\"" : "", out);
    fputs(formula ? "'" : "", out);
    for (int n; *text; text += n ? n : 1) {
        n = utf8_len(text);
        if (*text == '"')
            fputc('"', out);
        if (n == 0)
            fputs(REPLACEMENT, out);
        else if (is_control(*text))
            fputc(' ', out);
        else
            fwrite(text, 1, (size_t)n, out);
    }
    fputs(quoted ? "\"" : "", out);
}

void
html_text(FILE *out, const char *text)
{
    int n;

    for (; *text; text += n ? n : 1) {
        n = utf8_len(text);
        if (n == 0)
            fputs(REPLACEMENT, out);
        else if (n > 1)
            fwrite(text, 1, (size_t)n, out);
        else if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '>')
            fputs("&gt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else if (*text == '"')
            fputs("&quot;", out);
        else if (!is_control(*text) || *text == '\n')
            fputc(*text, out);
    }
}

void
url_part(FILE *out, const char *text)
{
    for (; *text; text++)
        if (isalnum((unsigned char)*text) || strchr("._-/", *text))
            fputc(*text, out);
        else
            fprintf(out, "%%%02X", (unsigned char)*text);
}

void
page_begin(FILE *out, const char *title)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
          out);
    html_text(out, title);
    fputs("</title>\n<style>\n"
          ":root { color-scheme: light dark; }\n"
          "body { font-family: sans-serif; margin: 2em; }\n"
          "table { border-collapse: collapse; }\n"
          "th, td { border: 1px solid; padding: 0.2em 0.6em; "
          "text-align: left; }\n"
          "td.n { text-align: right; }\n"
          "pre { overflow-x: auto; }\n"
          "</style>\n</head>\n<body>\n<h1>",
          out);
    html_text(out, title);
    fputs("</h1>\n", out);
}

void
page_end(FILE *out)
{
    fputs("</body>\n</html>\n", out);
}
