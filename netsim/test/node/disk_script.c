/*
 * disk_script.c "COMMAND; COMMAND; ..." - does that to its disk, waits, and
 * when it is started again says what is there.
 *
 * Commands: write FILE TEXT (appends), put FILE OFFSET TEXT, size FILE N,
 * keep FILE TEXT (the same as write, but leaves it open), mv FROM TO, rm
 * FILE, mkdir DIR, rmdir DIR, sync FILE-OR-DIR, data FILE (fdatasync),
 * all (sync).  What fails is said, and what was written short.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A host is up for 1,000 s when its world begins. */
static int
is_first(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec == 1000 && now.tv_nsec == 0;
}

static void
check(const char *command, long r, long expected)
{
    if (r < 0)
        printf("%s: %s\n", command, strerror(errno));
    else if (r != expected)
        printf("%s: %ld of %ld\n", command, r, expected);
}

static void
append(const char *file, const char *text, int keep)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0644);

    check("write", write(fd, text, strlen(text)), (long)strlen(text));
    if (!keep)
        close(fd);
}

static void
synchronize(const char *path, int (*sync_it)(int))
{
    int fd = open(path, O_RDONLY);

    check("sync", sync_it(fd), 0);
    close(fd);
}

static void
put(const char *file, const char *offset, const char *text)
{
    int fd = open(file, O_WRONLY);

    check("put", pwrite(fd, text, strlen(text), atol(offset)),
          (long)strlen(text));
    close(fd);
}

static void
obey(const char *what, const char *a, const char *b, const char *c)
{
    if (!strcmp(what, "write") || !strcmp(what, "keep"))
        append(a, b, *what == 'k');
    else if (!strcmp(what, "put"))
        put(a, b, c);
    else if (!strcmp(what, "size"))
        check(what, truncate(a, atol(b)), 0);
    else if (!strcmp(what, "mv"))
        check(what, rename(a, b), 0);
    else if (!strcmp(what, "rm"))
        check(what, unlink(a), 0);
    else if (!strcmp(what, "mkdir"))
        check(what, mkdir(a, 0755), 0);
    else if (!strcmp(what, "rmdir"))
        check(what, rmdir(a), 0);
    else if (!strcmp(what, "sync"))
        synchronize(a, fsync);
    else if (!strcmp(what, "data"))
        synchronize(a, fdatasync);
    else if (!strcmp(what, "all"))
        sync();
    else
        printf("unknown command %s\n", what);
}

static void
obey_all(char *script)
{
    char *rest;

    for (char *one = strtok_r(script, ";", &rest); one;
         one = strtok_r(NULL, ";", &rest)) {
        char *word[4] = { NULL }, *words;

        word[0] = strtok_r(one, " ", &words);
        for (int i = 1; i < 4; i++)
            word[i] = strtok_r(NULL, " ", &words);
        obey(word[0], word[1], word[2], word[3]);
    }
}

/* "a=hello d/ d/b=" */
static void
tell(const char *dir, const char *prefix)
{
    DIR *d = opendir(dir);
    struct dirent *e;

    while ((e = readdir(d)) != NULL) {
        char path[600], bytes[200];
        struct stat st;
        ssize_t n;
        int fd;

        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(path, sizeof(path), "%s%s", prefix, e->d_name);
        stat(path, &st);
        if (S_ISDIR(st.st_mode)) {
            strcat(path, "/");
            printf("%s ", path);
            tell(path, path);
            continue;
        }
        fd = open(path, O_RDONLY);
        n = read(fd, bytes, sizeof(bytes));
        for (ssize_t i = 0; i < n; i++)
            if (!bytes[i])
                bytes[i] = '_';
        printf("%s=%.*s ", path, (int)n, bytes);
        close(fd);
    }
    closedir(d);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && is_first()) {
        obey_all(argv[1]);
        sleep(1);
    }
    tell(".", "");
    printf("\n");
    return 0;
}
