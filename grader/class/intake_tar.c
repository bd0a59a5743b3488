/*
 * intake_tar.c - a submission that is an archive, by libarchive.
 *
 * Nothing is unpacked to a disk.  What is not kept is read as well, and
 * counted: a small file that unpacks to terabytes ends at the limit.
 */
#include "grader/class/intake.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* The libarchive error, as ours. */
static int
damaged(struct intake *in, struct archive *a)
{
    const char *why = archive_error_string(a);

    return intake_fail(in, -EBADMSG, "the archive cannot be read: %.120s",
                       why ? why : "it is damaged");
}

/* All data of an entry; into *data if that is not NULL. */
static int
read_data(struct intake *in, struct archive *a, const char *name, char *data,
          size_t *len)
{
    char unkept[16384];
    ssize_t n;

    for (*len = 0;; *len += (size_t)n) {
        char *to = data ? data + *len : unkept;
        size_t room = data ? INTAKE_FILE_MAX + 1 - *len : sizeof(unkept);

        if (room == 0)
            return intake_fail(in, -EFBIG, "%.100s has more than %zu bytes",
                               name, INTAKE_FILE_MAX);
        n = archive_read_data(a, to, room);
        if (n < 0)
            return damaged(in, a);
        if (n == 0)
            return 0;
        in->unpacked += (size_t)n;
        if (in->unpacked > INTAKE_UNPACKED_MAX)
            return intake_fail(in, -E2BIG,
                               "the archive unpacks to more than %zu bytes",
                               INTAKE_UNPACKED_MAX);
    }
}

static int
take(struct intake *in, struct archive *a, struct archive_entry *e)
{
    const char *name = archive_entry_pathname(e);
    int regular =
        archive_entry_filetype(e) == AE_IFREG && !archive_entry_hardlink(e);
    char *data = NULL;
    size_t len;
    int wanted, err;

    if (!name) {
        in->odd++;
        return 0;
    }
    wanted = intake_wants(in, name);
    if (wanted < 0)
        return wanted;
    if (wanted && !regular) {
        in->odd++;
        return 0;
    }
    if (wanted && !(data = malloc(INTAKE_FILE_MAX + 1)))
        return intake_fail(in, -ENOMEM, "out of memory");
    err = read_data(in, a, name, data, &len);
    if (err || !data) {
        free(data);
        return err;
    }
    return intake_add(in, name, data, len);
}

static int
read_archive(struct intake *in, const char *path)
{
    struct archive *a = archive_read_new();
    struct archive_entry *e;
    int err = 0, got = ARCHIVE_OK;

    if (!a)
        return intake_fail(in, -ENOMEM, "out of memory");
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_gnutar(a);
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    if (archive_read_open_filename(a, path, 65536) != ARCHIVE_OK)
        err = damaged(in, a);
    while (!err && (got = archive_read_next_header(a, &e)) != ARCHIVE_EOF)
        err = got == ARCHIVE_OK || got == ARCHIVE_WARN ? take(in, a, e)
                                                       : damaged(in, a);
    archive_read_free(a);
    return err;
}

/* In the locale C libarchive has no name for an entry whose name is marked as
 * UTF-8 and is not ASCII. */
int
intake_archive(struct intake *in, const char *path)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), was;
    int err;

    if (!utf8)
        return read_archive(in, path);
    was = uselocale(utf8);
    err = read_archive(in, path);
    uselocale(was);
    freelocale(utf8);
    return err;
}
