/*
 * conform_file_names.c - directories and names: made, moved, removed, read.
 */
#include "netsim/test/node/conform.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

static void
make(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        say("make()", -1);
    close(fd);
}

static void
say_content(const char *path)
{
    char buf[60];
    int fd = open(path, O_RDONLY);

    say_bytes(path, read(fd, buf, sizeof(buf)), buf);
    close(fd);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The names in a directory, sorted: the order of readdir() is its own. */
static void
say_names(const char *path)
{
    static char name[100][NAME_MAX + 1];
    size_t n = 0;
    DIR *d = opendir(path);
    struct dirent *e;

    if (!d) {
        say("opendir", -1);
        return;
    }
    while (n < COUNT(name) && (e = readdir(d)) != NULL)
        strcpy(name[n++], e->d_name);
    say("closedir", closedir(d));
    qsort(name, n, sizeof(name[0]), by_name);
    printf("%s:", path);
    for (size_t i = 0; i < n; i++)
        printf(" %s", name[i]);
    printf("\n");
}

static void
directories(void)
{
    char buf[10];
    int fd;

    part("mkdir(2), rmdir(2)", "made and removed");
    say_names(".");
    say("mkdir", mkdir("d", 0755));
    say("mkdir", mkdir("d", 0755));
    say("mkdir", mkdir("no/d", 0755));
    say("mkdir", mkdir("d/e", 0755));
    make("d/f", "file");
    say_names("d");
    say_names(".");
    say("rmdir", rmdir("d"));
    say("rmdir file", rmdir("d/f"));
    say("rmdir none", rmdir("none"));
    say("rmdir .", rmdir("."));
    say("mkdir in a file", mkdir("d/f/g", 0755));
    say("unlink a directory", unlink("d/e"));
    say("rmdir", rmdir("d/e"));
    say("rmdir", rmdir("d/e"));
    part("open(2)", "of directories, through files");
    say_if("open", fd = open("d", O_RDONLY));
    say("read", read(fd, buf, 10));
    say("write", write(fd, "x", 1));
    say("fsync", fsync(fd));
    say("fdatasync", fdatasync(fd));
    say("close", close(fd));
    say("open to write", open("d", O_WRONLY));
    say("open to write", open("d", O_RDWR));
    say("open, create", open("d", O_CREAT | O_WRONLY, 0644));
    say("open, create, excl", open("d", O_CREAT | O_EXCL | O_RDONLY, 0644));
    say_if("O_DIRECTORY", fd = open("d", O_RDONLY | O_DIRECTORY));
    close(fd);
    say("O_DIRECTORY", open("d/f", O_RDONLY | O_DIRECTORY));
    say("open", open("d/f/g", O_RDONLY));
    say("open", open("no/g", O_CREAT | O_WRONLY, 0644));
    say("open", open("d/f/", O_RDONLY));
    say("open nothing", open("", O_RDONLY));
    say("open(bad)", open(bad_pointer, O_RDONLY));
    part("opendir(3)", "errors");
    say_names("none");
    say_names("d/f");
}

static void
paths(void)
{
    static char name[NAME_MAX + 2], path[PATH_MAX + 10];
    struct stat a, b;

    part("path_resolution(7)", "., .., slashes");
    say("mkdir", mkdir("p", 0755));
    make("p/x", "x");
    say_content("p/./x");
    say_content("p//x");
    say_content("p/../p/x");
    say_content("./p/x");
    say("stat", stat("p/x", &a));
    say("stat", stat("p/../p/x", &b));
    say("same", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    say("stat, x is no directory", stat("p/x/..", &b));
    say("stat", stat("p/none/../x", &b));
    say("stat", stat("p/", &b));
    say("stat", stat("p/x/", &b));
    part("pathconf(3)", "ENAMETOOLONG");
    memset(name, 'n', NAME_MAX + 1);
    say("a long name", open(name, O_CREAT | O_WRONLY, 0644));
    name[NAME_MAX] = '\0';
    say_if("the longest", open(name, O_CREAT | O_WRONLY, 0644));
    say("stat", stat(name, &a));
    say("unlink", unlink(name));
    memset(path, '/', PATH_MAX + 5);
    say("a long path", open(path, O_RDONLY));
    say("mkdir", mkdir(path, 0755));
    part("access(2)", "what there is");
    say("access", access("p/x", F_OK));
    say("access", access("p/x", R_OK | W_OK));
    say("access", access("p", F_OK));
    say("access", access("none", F_OK));
    say("access", access("p/x/y", F_OK));
    say("access", access("p", 99));
    part("chdir(2)", "paths begin there");
    say("chdir", chdir("none"));
    say("chdir", chdir("p/x"));
    say("chdir", chdir("p"));
    say_content("x");
    say_content("../p/x");
    say("chdir", chdir(".."));
    say_content("p/x");
}

static void
renaming(void)
{
    struct stat st;
    int fd;

    part("rename(2)", "files, over files");
    make("r1", "one");
    make("r2", "two");
    say("rename", rename("r1", "r3"));
    say_content("r3");
    say("stat", stat("r1", &st));
    fd = open("r2", O_RDONLY);
    say("rename over", rename("r3", "r2"));
    say_content("r2");
    say("the old one has no name", fstat(fd, &st));
    say("links", (long)st.st_nlink);
    close(fd);
    say("rename to itself", rename("r2", "r2"));
    say_content("r2");
    part("rename(2)", "directories");
    say("mkdir", mkdir("m", 0755));
    say("mkdir", mkdir("n", 0755));
    make("m/x", "x");
    say("into a directory", rename("r2", "n/r2"));
    say("over an empty one", rename("m", "q"));
    say("mkdir", mkdir("m", 0755));
    say("over an empty one", rename("q", "m"));
    say_names("m");
    say("over a full one", rename("m", "n"));
    say("a file over a directory", rename("m/x", "n"));
    say("a directory over a file", rename("m", "n/r2"));
    say("into itself", rename("m", "m/y"));
    say("mkdir", mkdir("m/deep", 0755));
    say("into what it holds", rename("m", "m/deep/y"));
    part("rename(2)", "errors");
    say("none", rename("none", "x"));
    say("to nowhere", rename("n/r2", "none/x"));
    say("through a file", rename("n/r2", "m/x/y"));
    say("empty", rename("", "x"));
    say("empty", rename("n/r2", ""));
    say("bad", rename(bad_pointer, "x"));
    say(".", rename(".", "x"));
    say_names("m");
    say_names("n");
    part("unlink(2), remove(3)", "errors");
    say("unlink", unlink("none"));
    say("unlink", unlink("m/x/y"));
    say("unlink", unlink(""));
    say("remove", remove("n/r2"));
    say("remove a directory", remove("n"));
    say("remove a full one", remove("m"));
    say("remove", remove("n"));
}

static void
attributes(void)
{
    struct stat st, again;
    int fd;

    part("stat(2)", "what it says");
    make("s", "12345");
    say("stat", stat("s", &st));
    printf("size %ld, links %d, file %d, mode %o\n", (long)st.st_size,
           (int)st.st_nlink, S_ISREG(st.st_mode), st.st_mode & 0777u);
    say("stat(.)", stat(".", &st));
    say("directory", S_ISDIR(st.st_mode));
    say("stat", stat("none", &st));
    say("stat(bad)", stat("s", bad_pointer));
    say("lstat", lstat("s", &st));
    say("fstat(-1)", fstat(-1, &st));
    fd = open("s", O_RDWR);
    say("fstat", fstat(fd, &again));
    say("same", st.st_ino == again.st_ino);
    say("write", write(fd, "123456789", 9));
    say("fstat", fstat(fd, &again));
    say("size", (long)again.st_size);
    say("stat", stat("s", &again));
    say("size", (long)again.st_size);
    close(fd);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    say("fstat(socket)", fstat(fd, &st));
    say("socket", S_ISSOCK(st.st_mode));
    close(fd);
}

int
main(void)
{
    directories();
    paths();
    renaming();
    attributes();
    return 0;
}
