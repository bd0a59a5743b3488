/*
 * disk_stdio.c - streams on files: what is written is read back.
 *
 * Run for real in an empty directory it prints the same: the test compares.
 * ISO C11 7.21 and POSIX say what each call answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
say(const char *what, long r)
{
    printf("%s: %ld\n", what, r);
}

static long
size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) < 0 ? -1 : (long)st.st_size;
}

static void
text(void)
{
    char line[100];
    FILE *f = fopen("text", "w");

    say("fprintf", fprintf(f, "one %d\n", 1));
    say("fputs", fputs("two\n", f) >= 0);
    say("fputc", fputc('3', f));
    say("fwrite", (long)fwrite("45\n", 1, 3, f));
    say("not yet on disk", size_of("text"));
    say("fflush", fflush(f));
    say("now it is", size_of("text"));
    say("ftell", ftell(f));
    say("fclose", fclose(f));
    f = fopen("text", "r");
    while (fgets(line, sizeof(line), f))
        printf("> %s", line);
    say("feof", feof(f) != 0);
    say("ferror", ferror(f) != 0);
    rewind(f);
    say("feof", feof(f) != 0);
    say("fgetc", fgetc(f));
    say("ungetc", ungetc('X', f));
    say("getc", getc(f));
    say("ftell", ftell(f));
    say("fseek", fseek(f, -3, SEEK_END));
    say("fgetc", fgetc(f));
    say("fputc to a reader", fputc('x', f));
    say("ferror", ferror(f) != 0);
    clearerr(f);
    say("ferror", ferror(f) != 0);
    fclose(f);
}

static void
lines(void)
{
    char *line = NULL, word[20];
    size_t cap = 0;
    int number;
    FILE *f = fopen("text", "r");

    say("getline", getline(&line, &cap, f));
    printf("> %s", line);
    say("getdelim", getdelim(&line, &cap, '5', f));
    say("getline", getline(&line, &cap, f));
    say("getline at the end", getline(&line, &cap, f));
    free(line);
    rewind(f);
    say("fscanf", fscanf(f, "%19s %d", word, &number));
    printf("%s %d\n", word, number);
    fclose(f);
}

static void
modes(void)
{
    char buf[50] = "";
    FILE *f = fopen("text", "a");

    say("ftell before", ftell(f));
    say("append", fprintf(f, "last\n"));
    say("ftell after", ftell(f));
    fclose(f);
    say("size", size_of("text"));
    f = fopen("text", "r+");
    say("overwrite", fputs("ONE", f) >= 0);
    say("fseek", fseek(f, 0, SEEK_SET));
    say("fread", (long)fread(buf, 1, 5, f));
    printf("%s\n", buf);
    fclose(f);
    f = fopen("text", "a+");
    say("ftell of a+", ftell(f));
    say("fgetc", fgetc(f));
    say("fseek", fseek(f, 0, SEEK_CUR));
    say("fputc", fputc('!', f));
    say("ftell of a+", ftell(f));
    fclose(f);
    say("exclusive", fopen("text", "wx") == NULL && errno == EEXIST);
    say("missing", fopen("none", "r") == NULL && errno == ENOENT);
    say("bad mode", fopen("text", "q") == NULL && errno == EINVAL);
    say("directory", fopen(".", "w") == NULL && errno == EISDIR);
    f = fopen("text", "w+");
    say("emptied", size_of("text"));
    fclose(f);
}

/* Larger than any buffer, and the program's own bytes stay as they are. */
static void
large(void)
{
    static char out[100000], in[100000];
    FILE *f = fopen("large", "w");
    int same = 1;

    for (size_t i = 0; i < sizeof(out); i++)
        out[i] = (char)(i % 251);
    say("fwrite", (long)fwrite(out, 1, sizeof(out), f));
    fclose(f);
    say("size", size_of("large"));
    f = fopen("large", "r");
    say("fread", (long)fread(in, 1, sizeof(in), f));
    for (size_t i = 0; i < sizeof(out); i++)
        same &= out[i] == (char)(i % 251) && in[i] == out[i];
    say("the same", same);
    say("fread at the end", (long)fread(in, 1, 1, f));
    fclose(f);
}

static void
buffers(void)
{
    static char own[64];
    FILE *f = fopen("buffered", "w");

    say("setvbuf", setvbuf(f, NULL, _IONBF, 0));
    fputs("abc", f);
    say("unbuffered", size_of("buffered"));
    fclose(f);
    f = fopen("buffered", "w");
    say("setvbuf", setvbuf(f, own, _IOLBF, sizeof(own)));
    fputs("abc", f);
    say("no line yet", size_of("buffered"));
    fputs("d\ne", f);
    say("fflush of all", fflush(NULL));
    say("all of it", size_of("buffered"));
    fclose(f);
}

static void
descriptors(void)
{
    char name[] = "tmp-XXXXXX";
    int fd = mkstemp(name);
    FILE *f = fdopen(fd, "w+");

    say("mkstemp", fd >= 0);
    say("its pattern is filled in", strstr(name, "XXXXXX") == NULL);
    say("fileno", fileno(f) == fd);
    say("fileno of stdout", fileno(stdout));
    say("fputs", fputs("through a stream", f) >= 0);
    say("fflush", fflush(f));
    say("fsync", fsync(fileno(f)));
    say("size", size_of(name));
    say("fclose", fclose(f));
    say("closed", close(fd) == -1 && errno == EBADF);
    say("remove", remove(name));
    fd = open("text", O_RDONLY);
    say("fdopen to write", fdopen(fd, "w") == NULL && errno == EINVAL);
    say("fdopen of closed", fdopen(99, "r") == NULL && errno == EBADF);
    close(fd);
}

int
main(void)
{
    FILE *f;

    text();
    lines();
    modes();
    large();
    buffers();
    descriptors();
    /* exit(3) flushes what is still open; the next incarnation sees it. */
    f = fopen("left-open", "w");
    fputs("flushed by exit", f);
    return 0;
}
