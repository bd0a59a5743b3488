/*
 * disk_calls.c - what the calls on files answer, one line each.
 *
 * Run for real in an empty directory it prints the same: the test compares.
 * The manual page that says so stands with each part.  Errors are printed by
 * name of their text, so that nothing depends on numbers.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* No memory is there; AddressSanitizer says so before the kernel can. */
static void *volatile nowhere = (void *)(uintptr_t)8;
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* as gcc says it; clang does not */
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define BAD_ADDRESSES 0
#else
#define BAD_ADDRESSES 1
#endif

static void
say(const char *what, long r)
{
    if (r < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, r);
}

/* A file's bytes, with '.' for NUL. */
static void
show(const char *path)
{
    char buf[200];
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, buf, sizeof(buf));

    printf("%s has %zd bytes: ", path, n);
    for (ssize_t i = 0; i < n; i++)
        putchar(buf[i] ? buf[i] : '.');
    printf("\n");
    close(fd);
}

/* open(2) */
static void
opening(void)
{
    int fd, saved;

    say("open of nothing", open("a", O_RDWR));
    say("creat", fd = open("a", O_RDWR | O_CREAT, 0644));
    say("write", write(fd, "hello", 5));
    say("close", close(fd));
    say("close again", close(fd));
    say("exclusive", open("a", O_RDWR | O_CREAT | O_EXCL, 0644));
    say("below a file", open("a/b", O_RDONLY));
    say("file with slash", open("a/", O_RDONLY));
    say("as a directory", open("a", O_RDONLY | O_DIRECTORY));
    say("missing directory", open("no/a", O_RDWR | O_CREAT, 0644));
    say("create with slash", open("new/", O_RDWR | O_CREAT, 0644));
    say("directory to write", open(".", O_RDWR));
    say("empty path", open("", O_RDONLY));
    if (BAD_ADDRESSES)
        say("bad path", open(nowhere, O_RDONLY));
    show("a");
    fd = open("a", O_WRONLY | O_TRUNC);
    say("truncated", write(fd, "xy", 2));
    say("read of write-only", read(fd, &saved, 1));
    close(fd);
    show("./a");
    fd = open("a", O_RDONLY);
    say("write of read-only", write(fd, "x", 1));
    say("F_GETFL", fcntl(fd, F_GETFL) & O_ACCMODE);
    close(fd);
    say("read of closed", read(fd, &saved, 1));
}

static void
long_names(void)
{
    char name[5000];

    memset(name, 'n', sizeof(name));
    name[255] = '\0';
    say("name of 255", open(name, O_RDWR | O_CREAT, 0644) >= 0);
    say("unlink", unlink(name));
    name[255] = 'n';
    name[256] = '\0';
    say("name of 256", open(name, O_RDWR | O_CREAT, 0644));
    for (size_t i = 0; i < sizeof(name); i++)
        name[i] = i % 2 ? '/' : '.';
    name[4096] = '\0';
    say("path of 4096", open(name, O_RDONLY));
    name[4095] = '\0';
    say("path of 4095", open(name, O_RDONLY) >= 0);
}

/* lseek(2), pread(2), pwrite(2) */
static void
offsets(void)
{
    char buf[10];
    int fd = open("o", O_RDWR | O_CREAT | O_TRUNC, 0644);

    say("write", write(fd, "0123456789", 10));
    say("SEEK_CUR", lseek(fd, 0, SEEK_CUR));
    say("SEEK_SET", lseek(fd, 3, SEEK_SET));
    say("read", read(fd, buf, 2));
    printf("%.2s\n", buf);
    say("SEEK_END", lseek(fd, -1, SEEK_END));
    say("read to the end", read(fd, buf, 10));
    say("read at the end", read(fd, buf, 10));
    say("before the start", lseek(fd, -1, SEEK_SET));
    say("bad whence", lseek(fd, 0, 99));
    say("pread", pread(fd, buf, 3, 7));
    say("pread at -1", pread(fd, buf, 3, -1));
    say("pread at the end", pread(fd, buf, 3, 10));
    say("pwrite", pwrite(fd, "AB", 2, 4));
    say("offset stays", lseek(fd, 0, SEEK_CUR));
    say("hole", lseek(fd, 15, SEEK_SET));
    say("write behind", write(fd, "z", 1));
    show("o");
    if (BAD_ADDRESSES) {
        lseek(fd, 0, SEEK_SET);
        say("read: bad buffer", read(fd, nowhere, 1));
        say("write: bad buffer", write(fd, nowhere, 1));
    }
    say("nothing", write(fd, "", 0));
    close(fd);
    fd = open("o", O_RDWR | O_APPEND);
    say("append", write(fd, "end", 3));
    say("offset", lseek(fd, 0, SEEK_CUR));
    say("pwrite appends", pwrite(fd, "!", 1, 0));
    say("O_APPEND", (fcntl(fd, F_GETFL) & O_APPEND) != 0);
    say("F_SETFL", fcntl(fd, F_SETFL, O_NONBLOCK));
    say("flags", fcntl(fd, F_GETFL) & (O_APPEND | O_NONBLOCK));
    say("pwrite", pwrite(fd, "#", 1, 0));
    close(fd);
    show("o");
}

/* ftruncate(2) */
static void
sizes(void)
{
    int fd = open("s", O_RDWR | O_CREAT, 0644);
    int ro = open("s", O_RDONLY);
    int dir = open(".", O_RDONLY);

    say("write", write(fd, "abcdef", 6));
    say("shorter", ftruncate(fd, 3));
    say("longer", ftruncate(fd, 5));
    show("s");
    say("negative", ftruncate(fd, -1));
    say("read-only", ftruncate(ro, 1));
    say("of a directory", ftruncate(dir, 1));
    say("truncate", truncate("s", 1));
    say("truncate of nothing", truncate("none", 1));
    say("truncate of a directory", truncate(".", 1));
    say("read of a directory", read(dir, &fd, 1));
    show("s");
    close(fd);
    close(ro);
    close(dir);
}

/* dup(2): one offset for both */
static void
duplicates(void)
{
    int fd = open("d", O_RDWR | O_CREAT, 0644), copy = dup(fd);

    say("copy is the next", copy - fd);
    say("write", write(fd, "ab", 2));
    say("write to the copy", write(copy, "cd", 2));
    say("close", close(fd));
    say("offset of the copy", lseek(copy, 0, SEEK_CUR));
    say("lowest again", dup(copy) - fd);
    say("dup2", dup2(copy, 20));
    say("write", write(20, "e", 1));
    say("dup2 of itself", dup2(20, 20));
    say("dup2 of closed", dup2(21, 22));
    say("dup2 too high", dup2(20, 100000));
    say("dup2 to -1", dup2(20, -1));
    say("F_DUPFD", fcntl(copy, F_DUPFD, 20));
    say("F_DUPFD -1", fcntl(copy, F_DUPFD, -1));
    say("F_GETFD", fcntl(copy, F_GETFD));
    say("F_SETFD", fcntl(copy, F_SETFD, FD_CLOEXEC));
    say("F_GETFD", fcntl(copy, F_GETFD));
    say("F_GETFD of a copy", fcntl(dup(copy), F_GETFD));
    say("dup2", dup2(20, copy) == copy);
    say("F_GETFD", fcntl(copy, F_GETFD));
    say("O_CLOEXEC", fcntl(open("d", O_RDWR | O_CLOEXEC), F_GETFD));
    say("F_DUPFD_CLOEXEC", fcntl(fcntl(copy, F_DUPFD_CLOEXEC, 25), F_GETFD));
    for (int i = 3; i < 30; i++)
        close(i);
    show("d");
}

/* rename(2), unlink(2), mkdir(2), rmdir(2) */
static void
names(void)
{
    int fd;

    say("mkdir", mkdir("dir", 0755));
    say("mkdir again", mkdir("dir", 0755));
    say("mkdir over a file", mkdir("a", 0755));
    say("mkdir in nothing", mkdir("none/dir", 0755));
    say("mkdir with slash", mkdir("dir/sub/", 0755));
    say("rmdir not empty", rmdir("dir"));
    say("rmdir of a file", rmdir("a"));
    say("rmdir of nothing", rmdir("none"));
    say("rmdir of .", rmdir("dir/."));
    say("rmdir of ..", rmdir("dir/sub/.."));
    say("unlink of a directory", unlink("dir"));
    say("unlink of nothing", unlink("none"));
    say("unlink with slash", unlink("a/"));
    say("rename to new", rename("a", "b"));
    say("rename of nothing", rename("a", "b"));
    say("rename over", rename("b", "s"));
    say("rename to itself", rename("s", "s"));
    say("file over directory", rename("s", "dir"));
    say("directory over file", rename("dir", "s"));
    say("into itself", rename("dir", "dir/sub/dir"));
    say("over its parent", rename("dir/sub", "dir"));
    say("file with slash", rename("s", "t/"));
    say("of .", rename("dir/.", "x"));
    say("into nothing", rename("s", "none/s"));
    say("into a directory", rename("s", "dir/s"));
    show("dir/s");
    say("mkdir", mkdir("empty", 0700));
    say("over a full one", rename("empty", "dir"));
    say("over an empty one", rename("dir/sub", "empty"));
    say("directory", rename("dir", "empty/dir"));
    show("empty/dir/../dir//s");
    fd = open("empty/dir/s", O_RDWR);
    say("unlink while open", unlink("empty/dir/s"));
    say("write", write(fd, "abc", 3));
    say("size", lseek(fd, 0, SEEK_END));
    close(fd);
    say("gone", open("empty/dir/s", O_RDWR));
    say("remove of a directory", remove("empty/dir"));
    say("remove", remove("empty"));
    say("remove of nothing", remove("empty"));
}

/* stat(2), access(2) */
static void
facts(void)
{
    struct stat st;
    int fd = open("o", O_RDONLY);

    say("stat", stat("o", &st));
    say("size", st.st_size);
    say("mode", st.st_mode);
    say("links", st.st_nlink);
    say("fstat", fstat(fd, &st));
    say("size", st.st_size);
    close(fd);
    say("fstat of closed", fstat(fd, &st));
    say("lstat", lstat("o", &st));
    say("stat of nothing", stat("none", &st));
    say("mkdir", mkdir("dir", 0750));
    say("stat of a directory", stat("dir", &st));
    say("is one", S_ISDIR(st.st_mode));
    say("mode", st.st_mode & 0777);
    say("rmdir", rmdir("dir"));
    say("access", access("o", R_OK | W_OK));
    say("access to execute", access("o", X_OK));
    say("access to nothing", access("none", F_OK));
    say("access bad mode", access("o", 99));
    say("fstat of stdout", fstat(1, &st));
}

/* readdir(3); sorted, because a real directory is not */
static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
list(const char *path)
{
    char *name[50];
    int n = 0;
    DIR *d = opendir(path);
    struct dirent *e;

    while ((e = readdir(d)) != NULL)
        name[n++] = strdup(e->d_name);
    qsort(name, (size_t)n, sizeof(*name), by_name);
    printf("%s:", path);
    for (int i = 0; i < n; i++) {
        printf(" %s", name[i]);
        free(name[i]);
    }
    printf("\n");
    say("closedir", closedir(d));
}

static void
directories(void)
{
    char cwd[300], *end;
    DIR *d;
    struct dirent *e;

    list(".");
    say("opendir of a file", opendir("o") ? 0 : -1);
    say("opendir of nothing", opendir("none") ? 0 : -1);
    mkdir("many", 0755);
    for (int i = 0; i < 20; i++) {
        snprintf(cwd, sizeof(cwd), "many/%d", i);
        close(open(cwd, O_WRONLY | O_CREAT, 0644));
    }
    list("many");
    /* POSIX: each of the others is returned once, whatever is removed. */
    d = opendir("many");
    while ((e = readdir(d)) != NULL) {
        snprintf(cwd, sizeof(cwd), "many/%s", e->d_name);
        if (e->d_name[0] != '.')
            unlink(cwd);
    }
    rewinddir(d);
    say("first after rewinddir", readdir(d) != NULL);
    closedir(d);
    say("chdir", chdir("many"));
    end = getcwd(cwd, sizeof(cwd)) ? strrchr(cwd, '/') : NULL;
    printf("cwd: %s\n", end);
    say("getcwd too short", getcwd(cwd, 2) ? 0 : -1);
    say("getcwd of none", getcwd(cwd, 0) ? 0 : -1);
    list(".");
    say("open in parent", open("../o", O_RDONLY) >= 0);
    say("chdir up", chdir(".."));
    say("chdir to a file", chdir("o"));
    say("rmdir", rmdir("many"));
    list(".");
}

/* fsync(2) */
static void
syncing(void)
{
    int fd = open("o", O_RDONLY), dir = open(".", O_RDONLY);

    say("fsync", fsync(fd));
    say("fdatasync", fdatasync(fd));
    say("fsync of a directory", fsync(dir));
    close(fd);
    close(dir);
    say("fsync of closed", fsync(fd));
    say("lseek of closed", lseek(fd, 0, SEEK_SET));
}

int
main(void)
{
    opening();
    long_names();
    offsets();
    sizes();
    duplicates();
    names();
    facts();
    directories();
    syncing();
    return 0;
}
