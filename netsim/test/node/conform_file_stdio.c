/*
 * conform_file_stdio.c - files through <stdio.h>: modes, lines, places,
 * buffers.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <sys/stat.h>

/* By a descriptor of its own: what has left the buffers. */
static void
say_content(const char *path)
{
    char buf[100];
    int fd = open(path, O_RDONLY);

    say_bytes(path, read(fd, buf, sizeof(buf)), buf);
    close(fd);
}

static void
opening(void)
{
    static const char *const mode[] = { "r",  "r+", "w", "w+", "a",
                                        "a+", "x",  "",  "wx", "rb" };
    FILE *f;

    part("fopen(3)", "modes, of a file that is not there");
    for (size_t i = 0; i < COUNT(mode); i++) {
        f = fopen("new", mode[i]);
        printf("\"%s\": ", mode[i]);
        say("fopen", f ? 0 : -1);
        if (f)
            say("fclose", fclose(f));
        remove("new");
    }
    part("fopen(3)", "modes, of a file that is there");
    for (size_t i = 0; i < COUNT(mode); i++) {
        f = fopen("old", "w");
        fputs("0123456789", f);
        fclose(f);
        f = fopen("old", mode[i]);
        printf("\"%s\": ", mode[i]);
        say("fopen", f ? 0 : -1);
        if (!f)
            continue;
        say("ftell", ftell(f));
        errno = 0;
        say("fputs", fputs("AB", f) >= 0 ? 0 : -1);
        rewind(f);
        errno = 0;
        say("fgetc", fgetc(f));
        say("fclose", fclose(f));
        say_content("old");
    }
    part("fopen(3)", "errors");
    say("fopen", fopen("none/x", "w") ? 0 : -1);
    say("mkdir", mkdir("d", 0755));
    say("fopen", fopen("d", "w") ? 0 : -1);
}

static void
lines(void)
{
    FILE *f = fopen("lines", "w");
    char buf[20];
    int n = 0;

    part("fprintf(3), fgets(3)", "lines");
    say("fprintf", fprintf(f, "%s %d\n", "first", 1));
    say("fputs", fputs("second line is long\n", f) >= 0);
    say("fputc", fputc('c', f));
    say("fwrite", (long)fwrite("\nlast", 1, 5, f));
    say("fclose", fclose(f));
    f = fopen("lines", "r");
    while (fgets(buf, 12, f)) {
        buf[strcspn(buf, "\n")] = 0;
        printf("fgets: \"%s\"\n", buf);
    }
    say("feof", feof(f) != 0);
    say("ferror", ferror(f) != 0);
    rewind(f);
    say("feof", feof(f) != 0);
    say("fscanf", fscanf(f, "first %d", &n));
    say("number", n);
    say("fgetc", fgetc(f));
    say("fgetc", fgetc(f));
    say("ungetc", ungetc('S', f));
    say("fgetc", fgetc(f));
    say("fread", (long)fread(buf, 1, 5, f));
    printf("\"%.5s\"\n", buf);
    say("fread all", (long)fread(buf, 10, 2, f));
    say("feof", feof(f) != 0);
    say("fclose", fclose(f));
}

static void
places(void)
{
    FILE *f = fopen("places", "w+");
    char buf[10];

    part("fseek(3), ftell(3)", "places");
    fputs("0123456789", f);
    say("ftell", ftell(f));
    say("fseek", fseek(f, 3, SEEK_SET));
    say("fgetc", fgetc(f));
    say("ftell", ftell(f));
    say("fseek", fseek(f, 2, SEEK_CUR));
    say("fgetc", fgetc(f));
    say("fseek", fseek(f, -1, SEEK_END));
    say("fgetc", fgetc(f));
    say("fgetc", fgetc(f));
    say("feof", feof(f) != 0);
    say("fseek", fseek(f, 12, SEEK_SET));
    say("feof", feof(f) != 0);
    say("fputc", fputc('!', f));
    say("fflush", fflush(f));
    say("fseek", fseek(f, -100, SEEK_CUR));
    say("fseek", fseek(f, 0, 99));
    rewind(f);
    say("ftell", ftell(f));
    say("fread", (long)fread(buf, 1, 4, f));
    say("fseek", fseek(f, 0, SEEK_CUR));
    say("fputs", fputs("four", f) >= 0);
    say("fclose", fclose(f));
    say_content("places");
}

static void
buffers(void)
{
    FILE *f = fopen("buffer", "w"), *g;
    int fd;

    part("fflush(3)", "what is written is not there yet");
    fputs("abc", f);
    say_content("buffer");
    say("fflush", fflush(f));
    say_content("buffer");
    fputs("def", f);
    say("fflush(NULL)", fflush(NULL));
    say_content("buffer");
    part("setvbuf(3)", "by the line, not at all");
    say("setvbuf", setvbuf(f, NULL, _IOLBF, 100));
    fputs("x\ny", f);
    say_content("buffer");
    say("fclose", fclose(f));
    say_content("buffer");
    f = fopen("buffer", "w");
    setvbuf(f, NULL, _IONBF, 0);
    fputs("now", f);
    say_content("buffer");
    say("fclose", fclose(f));
    part("fileno(3), fdopen(3)", "streams and descriptors");
    f = fopen("buffer", "r");
    say_if("fileno", fd = fileno(f));
    say("fgetc", fgetc(f));
    say("fclose", fclose(f));
    say("closed, too", close(fd));
    fd = open("buffer", O_RDWR);
    say("fdopen", (g = fdopen(fd, "r+")) ? 0 : -1);
    say("fputs", fputs("NO", g) >= 0);
    say("fclose", fclose(g));
    say("closed, too", close(fd));
    say_content("buffer");
    say("fdopen", fdopen(-1, "r") ? 0 : -1);
    part("rename(2), remove(3)", "of what streams have written");
    say("rename", rename("buffer", "moved"));
    say_content("moved");
    say("remove", remove("moved"));
    say("remove", remove("moved"));
}

/* exit(3) flushes; so does a return from main. */
static void
left_open(void)
{
    FILE *f = fopen("left", "w");

    part("exit(3)", "open streams are flushed");
    setvbuf(f, NULL, _IOFBF, 1000);
    fputs("at exit", f);
    say_content("left");
}

int
main(void)
{
    opening();
    lines();
    places();
    buffers();
    left_open();
    return 0;
}
