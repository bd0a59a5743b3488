/*
 * conform_file_data.c - open, read, write, seek: what a file holds after
 * each call, and what descriptors share.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <sys/stat.h>

/* All that is in the file, with zeros shown. */
static void
say_content(const char *path)
{
    char buf[60];
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, buf, sizeof(buf));

    printf("%s: %zd bytes \"", path, n);
    for (ssize_t i = 0; i < n; i++)
        putchar(buf[i] ? buf[i] : '.');
    printf("\"\n");
    close(fd);
}

static void
say_stat(const char *what, int r, const struct stat *st)
{
    if (say(what, r) == 0)
        printf("size %ld, %s, %o, %d links\n", (long)st->st_size,
               S_ISREG(st->st_mode)   ? "file"
               : S_ISDIR(st->st_mode) ? "directory"
                                      : "something else",
               (unsigned)st->st_mode & 0777,
               S_ISDIR(st->st_mode) ? 0 : (int)st->st_nlink);
}

static void
opening(void)
{
    struct stat st;
    int fd;

    part("open(2)", "O_CREAT, O_EXCL, O_TRUNC");
    say("open", open("a", O_RDONLY));
    say("open", open("a", O_WRONLY | O_TRUNC));
    say_if("create", fd = open("a", O_CREAT | O_EXCL | O_WRONLY, 0644));
    say("create", open("a", O_CREAT | O_EXCL | O_WRONLY, 0644));
    say("write", write(fd, "hello", 5));
    say_content("a");
    say_stat("fstat", fstat(fd, &st), &st);
    say("close", close(fd));
    say_if("open, create", fd = open("a", O_CREAT | O_RDWR, 0600));
    say_stat("fstat", fstat(fd, &st), &st);
    say("close", close(fd));
    say_if("truncate", fd = open("a", O_WRONLY | O_TRUNC));
    say_stat("fstat", fstat(fd, &st), &st);
    say("close", close(fd));
    part("open(2)", "O_APPEND: each write goes to the end");
    say_if("open", fd = open("a", O_WRONLY | O_APPEND));
    say("write", write(fd, "12345", 5));
    say("lseek", lseek(fd, 1, SEEK_SET));
    say("write", write(fd, "678", 3));
    say("where", lseek(fd, 0, SEEK_CUR));
    say_content("a");
    say("close", close(fd));
    part("fcntl(2)", "F_GETFL, F_SETFL of a file");
    fd = open("a", O_RDWR);
    say("F_GETFL", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
    say("F_SETFL", fcntl(fd, F_SETFL, O_APPEND));
    say("F_GETFL", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
    say("write", write(fd, "9", 1));
    say_content("a");
    close(fd);
    fd = open("a", O_WRONLY);
    say("F_GETFL", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
    close(fd);
}

static void
seeking(void)
{
    char buf[20];
    int fd = open("b", O_CREAT | O_RDWR, 0644);

    part("lseek(2)", "holes read as zeros");
    say("write", write(fd, "abc", 3));
    say("lseek", lseek(fd, 6, SEEK_SET));
    say("write", write(fd, "xyz", 3));
    say_content("b");
    say("lseek", lseek(fd, 2, SEEK_END));
    say("read", read(fd, buf, 5));
    say_content("b");
    say("lseek", lseek(fd, -3, SEEK_CUR));
    say_bytes("read", read(fd, buf, 20), buf);
    say("read", read(fd, buf, 20));
    part("lseek(2)", "errors");
    say("before the start", lseek(fd, -1, SEEK_SET));
    say("before the start", lseek(fd, -100, SEEK_END));
    say("where", lseek(fd, 0, SEEK_CUR));
    say("whence 99", lseek(fd, 0, 99));
    say("lseek(-1)", lseek(-1, 0, SEEK_SET));
    part("pread(2), pwrite(2)", "do not move");
    say("lseek", lseek(fd, 1, SEEK_SET));
    say_bytes("pread", pread(fd, buf, 3, 6), buf);
    say("pwrite", pwrite(fd, "BC", 2, 1));
    say("pwrite", pwrite(fd, "!", 1, 12));
    say("where", lseek(fd, 0, SEEK_CUR));
    say_content("b");
    say("pread, end", pread(fd, buf, 3, 13));
    say("pread, beyond", pread(fd, buf, 3, 1000));
    say("pread, -1", pread(fd, buf, 3, -1));
    say("pwrite, -1", pwrite(fd, "x", 1, -1));
    part("ftruncate(2)", "shorter, longer, errors");
    say("ftruncate", ftruncate(fd, 4));
    say_content("b");
    say("ftruncate", ftruncate(fd, 8));
    say_content("b");
    say("ftruncate", ftruncate(fd, -1));
    say("where", lseek(fd, 0, SEEK_CUR));
    say("lseek", lseek(fd, 20, SEEK_SET));
    say("write", write(fd, "", 0));
    say_content("b");
    close(fd);
    fd = open("b", O_RDONLY);
    say("ftruncate, read only", ftruncate(fd, 0));
    close(fd);
    say("truncate", truncate("b", 2));
    say_content("b");
    say("truncate", truncate("none", 2));
}

static void
modes(void)
{
    char buf[10];
    int r = open("a", O_RDONLY), w = open("a", O_WRONLY);

    part("read(2), write(2)", "EBADF by mode, EFAULT, EINVAL");
    say("write", write(r, "x", 1));
    say("pwrite", pwrite(r, "x", 1, 0));
    say("read", read(w, buf, 1));
    say("pread", pread(w, buf, 1, 0));
    say("read(bad)", read(r, bad_pointer, 1));
    say("write(bad)", write(w, bad_pointer, 1));
    say("read(bad, 0)", read(r, bad_pointer, 0));
    say("write nothing", write(r, "", 0));
    part("fsync(2)", "of files, of what has none");
    say("fsync", fsync(w));
    say("fsync, read only", fsync(r));
    say("fdatasync", fdatasync(w));
    say("fsync(-1)", fsync(-1));
    say("fdatasync(-1)", fdatasync(-1));
    close(r);
    close(w);
    r = socket(AF_INET, SOCK_DGRAM, 0);
    say("fsync(socket)", fsync(r));
    say("lseek(socket)", lseek(r, 0, SEEK_SET));
    say("pread(socket)", pread(r, buf, 1, 0));
    say("ftruncate(socket)", ftruncate(r, 0));
    close(r);
    r = open("a", O_RDONLY);
    say("send(file)", send(r, "x", 1, 0));
    say_poll("file", r, POLLIN | POLLOUT, 0);
    close(r);
}

static void
sharing(void)
{
    char buf[10];
    int fd = open("c", O_CREAT | O_RDWR | O_TRUNC, 0644), copy, other;

    part("dup(2)", "one open file, two descriptors");
    say("write", write(fd, "0123456789", 10));
    say_if("dup", copy = dup(fd));
    say("the next one", copy - fd);
    say("lseek", lseek(fd, 3, SEEK_SET));
    say_bytes("read", read(copy, buf, 2), buf);
    say("where", lseek(fd, 0, SEEK_CUR));
    other = open("c", O_RDONLY);
    say("another has its own place", lseek(other, 0, SEEK_CUR));
    say("F_SETFL", fcntl(copy, F_SETFL, O_APPEND));
    say("F_GETFL", fcntl(fd, F_GETFL) & O_APPEND);
    say("close", close(fd));
    say_bytes("read", read(copy, buf, 2), buf);
    part("dup2(2)", "closes what was there");
    say("dup2", dup2(copy, other) - other);
    say_bytes("read", read(other, buf, 2), buf);
    say("dup2, itself", dup2(copy, copy) - copy);
    say("dup2(-1)", dup2(-1, other));
    say("dup2(, -1)", dup2(copy, -1));
    say("dup2(, 100000)", dup2(copy, 100000));
    say("dup2, high", dup2(copy, 500));
    say("close", close(500));
    say("dup(-1)", dup(-1));
    part("dup(2)", "FD_CLOEXEC is of the descriptor");
    say("F_SETFD", fcntl(copy, F_SETFD, FD_CLOEXEC));
    fd = dup(copy);
    say("F_GETFD", fcntl(copy, F_GETFD));
    say("F_GETFD", fcntl(fd, F_GETFD));
    close(fd);
    fd = open("c", O_RDONLY | O_CLOEXEC);
    say("F_GETFD", fcntl(fd, F_GETFD));
    close(fd);
    close(copy);
    close(other);
    part("unlink(2)", "an open file lives on");
    fd = open("c", O_RDWR);
    say("unlink", unlink("c"));
    say("open", open("c", O_RDONLY));
    say_bytes("read", read(fd, buf, 4), buf);
    say("write", write(fd, "X", 1));
    say_bytes("pread", pread(fd, buf, 10, 0), buf);
    say("close", close(fd));
}

int
main(void)
{
    opening();
    seeking();
    modes();
    sharing();
    return 0;
}
