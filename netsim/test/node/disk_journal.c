/*
 * disk_journal.c HOW N - keeps a journal of N records and says of each that
 * it is safe, once it is; started again it goes on where the journal ends.
 *
 * HOW: "safe"; "lazy": no fsync of the file; "homeless": no fsync of the
 * directory.  The last two say what is not true.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD 12 /* bytes, of which the last is a newline */

static void
make_record(char *buf, int n)
{
    snprintf(buf, RECORD + 1, "%05u %05u\n", (unsigned)n % 100000,
             (unsigned)n * 7919 % 100000);
}

/* How many records are whole; what is behind them is cut off. */
static int
recover(int fd)
{
    char found[RECORD + 1], right[RECORD + 1];
    int n = 0;

    for (;;) {
        make_record(right, n + 1);
        if (read(fd, found, RECORD) != RECORD ||
            memcmp(found, right, RECORD) != 0)
            break;
        n++;
    }
    if (ftruncate(fd, (off_t)n * RECORD) < 0)
        exit(1);
    return n;
}

static void
sync_directory(void)
{
    int fd = open(".", O_RDONLY);

    if (fsync(fd) < 0)
        exit(1);
    close(fd);
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    int n = argc > 2 ? atoi(argv[2]) : 0, have;
    int fd = open("journal", O_RDWR | O_CREAT | O_APPEND, 0644);
    char record[RECORD + 1];

    if (fd < 0)
        return 1;
    if (strcmp(how, "homeless") != 0)
        sync_directory();
    have = recover(fd);
    printf("found %d\n", have);
    while (have < n) {
        make_record(record, ++have);
        if (write(fd, record, RECORD) != RECORD)
            return 1;
        if (strcmp(how, "lazy") != 0 && fsync(fd) < 0)
            return 1;
        printf("safe %d\n", have);
    }
    close(fd);
    return 0;
}
