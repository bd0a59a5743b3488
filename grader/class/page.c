/*
 * page.c - text for CSV and HTML.
 */
#include "grader/class/page.h"

#include <ctype.h>
#include <string.h>

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
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(is_control(*text) ? ' ' : *text, out);
    }
    fputs(quoted ? "\"" : "", out);
}

/* How long a valid UTF-8 sequence begins at text; 0: it is none. */
static int
sequence(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    int n = u[0] < 0x80   ? 1
            : u[0] < 0xc2 ? 0
            : u[0] < 0xe0 ? 2
            : u[0] < 0xf0 ? 3
            : u[0] < 0xf5 ? 4
                          : 0;

    for (int i = 1; i < n; i++)
        if ((u[i] & 0xc0) != 0x80)
            return 0;
    if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
        (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
        return 0;
    return n;
}

void
html_text(FILE *out, const char *text)
{
    int n;

    for (; *text; text += n ? n : 1) {
        n = sequence(text);
        if (n == 0)
            fputs("\xef\xbf\xbd", out);
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
