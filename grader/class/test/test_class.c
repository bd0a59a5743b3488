/*
 * test_class.c - what is taken in of a submission, and how it is written.
 */
#include "grader/class/entries.h"
#include "grader/class/files.h"
#include "grader/class/intake.h"
#include "grader/class/page.h"
#include "grader/testing.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/test_class.XXXXXX";

static int
make_dir(void **state)
{
    (void)state;
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    return mkdtemp(dir) ? 0 : -1;
}

static int
remove_dir(void **state)
{
    (void)state;
    return tree_remove(dir);
}

/* A path in the directory of the test.  Static, until the next call. */
static const char *
in_dir(const char *name)
{
    static char path[512];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return path;
}

static void
put(const char *name, const char *text)
{
    char path[512];

    snprintf(path, sizeof(path), "%s", in_dir(name));
    *strrchr(path, '/') = '\0';
    assert_int_equal(dir_make(path), 0);
    assert_int_equal(file_write(in_dir(name), text, strlen(text)), 0);
}

/* One entry more of an archive: a file, or what kind says. */
static void
pack(struct archive *a, const char *name, unsigned kind, const char *target,
     size_t len)
{
    struct archive_entry *e = archive_entry_new();
    char block[4096];

    memset(block, ' ', sizeof(block));
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, kind);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, kind == AE_IFREG ? (la_int64_t)len : 0);
    if (target && kind == AE_IFLNK)
        archive_entry_set_symlink(e, target);
    else if (target)
        archive_entry_set_hardlink(e, target);
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    for (size_t n; len > 0 && !target; len -= n) {
        n = len < sizeof(block) ? len : sizeof(block);
        assert_int_equal(archive_write_data(a, block, n), n);
    }
    archive_entry_free(e);
}

static struct archive *
begin_archive(const char *name)
{
    struct archive *a = archive_write_new();

    archive_write_set_format_pax_restricted(a);
    archive_write_add_filter_gzip(a);
    assert_int_equal(archive_write_open_filename(a, in_dir(name)), ARCHIVE_OK);
    return a;
}

static void
links_and_ways_out_of_an_archive_are_left_out(void **state)
{
    struct archive *a = begin_archive("x.tar.gz");
    struct intake in;

    (void)state;
    pack(a, "lab/udp_client.c", AE_IFREG, NULL, 10);
    pack(a, "../udp_server.c", AE_IFREG, NULL, 10);
    pack(a, "lab/../../up.c", AE_IFREG, NULL, 10);
    pack(a, "/tmp/absolute.c", AE_IFREG, NULL, 10);
    pack(a, "lab/link.c", AE_IFLNK, "/etc/passwd", 0);
    pack(a, "lab/hard.c", AE_IFREG, "/etc/passwd", 0);
    pack(a, "lab/$(touch x).c", AE_IFREG, NULL, 10);
    pack(a, "lab/a b.c", AE_IFREG, NULL, 10);
    pack(a, "lab/Makefile", AE_IFREG, NULL, 10);
    pack(a, "lab/my-predict.txt", AE_IFREG, NULL, 10);
    pack(a, "lab/predict.txt", AE_IFREG, NULL, 10);
    pack(a, "lab/fifo.c", AE_IFIFO, NULL, 0);
    pack(a, "lab/.hidden.c", AE_IFREG, NULL, 10);
    archive_write_free(a);
    assert_int_equal(intake_read(&in, in_dir("x.tar.gz")), 0);
    assert_int_equal(in.len, 2);
    assert_string_equal(in.file[0].path, "lab/predict.txt");
    assert_string_equal(in.file[1].path, "lab/udp_client.c");
    assert_int_equal(in.file[1].len, 10);
    assert_int_equal(in.odd, 8);
    intake_release(&in);
}

static void
an_archive_may_not_unpack_to_any_size(void **state)
{
    struct archive *a = begin_archive("x.tar.gz");
    struct intake in;

    (void)state;
    pack(a, "large.bin", AE_IFREG, NULL, INTAKE_UNPACKED_MAX + 1);
    pack(a, "udp_client.c", AE_IFREG, NULL, 10);
    archive_write_free(a);
    assert_int_equal(intake_read(&in, in_dir("x.tar.gz")), -E2BIG);
    assert_non_null(strstr(in.why, "unpacks to more than"));
    intake_release(&in);
}

static void
a_source_has_a_limit_in_an_archive_and_in_a_directory(void **state)
{
    char *large = malloc(INTAKE_FILE_MAX + 2);
    struct archive *a = begin_archive("x.tar.gz");
    struct intake in;

    (void)state;
    assert_non_null(large);
    memset(large, ' ', INTAKE_FILE_MAX + 1);
    large[INTAKE_FILE_MAX + 1] = '\0';
    pack(a, "udp_client.c", AE_IFREG, NULL, INTAKE_FILE_MAX + 1);
    archive_write_free(a);
    assert_int_equal(intake_read(&in, in_dir("x.tar.gz")), -EFBIG);
    intake_release(&in);
    put("d/udp_client.c", large);
    assert_int_equal(intake_read(&in, in_dir("d")), -EFBIG);
    assert_non_null(strstr(in.why, "udp_client.c"));
    intake_release(&in);
    free(large);
}

static void
a_damaged_archive_is_said_to_be(void **state)
{
    struct intake in;

    (void)state;
    put("x.zip", "this is none");
    assert_int_equal(intake_read(&in, in_dir("x.zip")), -EBADMSG);
    assert_non_null(strstr(in.why, "cannot be read"));
    intake_release(&in);
    put("notes.txt", "neither is this");
    assert_int_equal(intake_read(&in, in_dir("notes.txt")), -EINVAL);
    intake_release(&in);
}

static void
links_of_a_directory_are_not_followed(void **state)
{
    struct intake in;

    (void)state;
    put("d/lab3/udp_client.c", "int x;\n");
    put("other/secret.c", "int y;\n");
    assert_int_equal(symlink("../other", in_dir("d/way")), 0);
    assert_int_equal(symlink("../other/secret.c", in_dir("d/file.c")), 0);
    assert_int_equal(mkfifo(in_dir("d/fifo.c"), 0600), 0);
    assert_int_equal(intake_read(&in, in_dir("d")), 0);
    assert_int_equal(in.len, 1);
    assert_string_equal(in.file[0].path, "lab3/udp_client.c");
    assert_int_equal(in.odd, 2);
    intake_release(&in);
}

/* A kit of two labs, as intake_kit_read() would find it. */
static char record_c[] = "record.c", udp_client_c[] = "udp_client.c";
static char *lab1_names[] = { record_c, NULL };
static char *lab3_names[] = { udp_client_c, NULL };
static const struct intake_kit kit = {
    .dir = { "", "lab1-sockets", "lab2-stubs", "lab3-atleastonce", "lab4-x" },
    .name = { NULL, lab1_names, NULL, lab3_names, NULL },
};

static void
a_lab_is_where_its_files_are(void **state)
{
    struct intake in;

    (void)state;
    put("d/me/lab3/udp_client.c", "mine\n");
    put("d/me/lab3/helper.c", "mine, too\n");
    put("d/me/lab3/old/udp_client.c", "no more\n");
    put("d/me/one/record.c", "a\n");
    put("d/me/two/record.c", "b\n");
    assert_int_equal(intake_read(&in, in_dir("d")), 0);
    assert_int_equal(intake_labs(&in, &kit), 2);
    assert_string_equal(in.place[3], "me/lab3/");
    assert_string_equal(in.place[1], "me/one/");
    assert_int_equal(in.several, 1);
    assert_int_equal(dir_make(in_dir("to")), 0);
    assert_int_equal(intake_write(&in, &kit, in_dir("to")), 0);
    assert_int_equal(access(in_dir("to/lab3-atleastonce/helper.c"), R_OK), 0);
    assert_int_equal(access(in_dir("to/lab1-sockets/record.c"), R_OK), 0);
    intake_release(&in);
}

static void
files_of_two_labs_in_one_place_go_each_to_its_own(void **state)
{
    struct intake in;

    (void)state;
    put("d/record.c", "1\n");
    put("d/udp_client.c", "3\n");
    put("d/mine.h", "both\n");
    assert_int_equal(intake_read(&in, in_dir("d")), 0);
    assert_int_equal(intake_labs(&in, &kit), 2);
    assert_int_equal(dir_make(in_dir("to")), 0);
    assert_int_equal(intake_write(&in, &kit, in_dir("to")), 0);
    assert_int_equal(access(in_dir("to/lab1-sockets/mine.h"), R_OK), 0);
    assert_int_equal(access(in_dir("to/lab3-atleastonce/mine.h"), R_OK), 0);
    assert_int_equal(access(in_dir("to/lab3-atleastonce/record.c"), R_OK), -1);
    assert_int_equal(access(in_dir("to/lab1-sockets/udp_client.c"), R_OK), -1);
    intake_release(&in);
}

static void
the_checksum_is_of_names_and_bytes(void **state)
{
    char sum[3][33];
    struct intake in;

    (void)state;
    put("a/record.c", "1\n");
    put("b/record.c", "2\n");
    put("c/other.c", "1\n");
    for (int i = 0; i < 3; i++) {
        const char *const name[] = { "a", "b", "c" };

        assert_int_equal(intake_read(&in, in_dir(name[i])), 0);
        intake_checksum(&in, sum[i]);
        intake_release(&in);
    }
    assert_string_not_equal(sum[0], sum[1]);
    assert_string_not_equal(sum[0], sum[2]);
}

static void
two_entries_of_one_name_are_two_students(void **state)
{
    struct entry_list list;

    (void)state;
    put("alice/record.c", "");
    put("alice.zip", "");
    put("bob.tar.gz", "");
    put("a b/record.c", "");
    put(".hidden", "");
    assert_int_equal(entries_read(&list, dir), 0);
    assert_int_equal(list.len, 4);
    assert_string_equal(list.entry[0].name, "a b");
    assert_string_equal(list.entry[0].file, "a=20b");
    assert_string_equal(list.entry[1].name, "alice");
    assert_string_equal(list.entry[2].name, "alice.zip");
    assert_string_equal(list.entry[3].name, "bob");
    assert_non_null(entries_find(&list, "a=20b"));
    assert_null(entries_find(&list, "carol"));
    entries_release(&list);
}

/* What fn makes of text. */
static void
assert_written(void (*fn)(FILE *, const char *), const char *text,
               const char *want)
{
    char *got = NULL;
    size_t len;
    FILE *out = open_memstream(&got, &len);

    assert_non_null(out);
    fn(out, text);
    fclose(out);
    assert_string_equal(got, want);
    free(got);
}

static void
text_is_escaped(void **state)
{
    char line[] = "a\033[1mb\xff\xc3\xa4\xed\xa0\x80";
    char csi[] = "a\xc2\x9b\x33\x31mb\xc2\xa0\n";
    char lines[] = "a\033]0;b\a\n\tc\r\n";

    (void)state;
    assert_written(csv_field, "plain", "plain");
    assert_written(csv_field, "a,\"b\"", "\"a,\"\"b\"\"\"");
    assert_written(csv_field, "=1+1", "\"'=1+1\"");
    assert_written(csv_field, "a\nb", "a b");
    assert_written(html_text, "<a href=\"x\">&",
                   "&lt;a href=&quot;x&quot;&gt;"
                   "&amp;");
    assert_written(html_text, "\x1b\xff", "\xef\xbf\xbd");
    assert_written(url_part, "a=20b", "a%3D20b");
    text_clean(line);
    assert_string_equal(line, "a?[1mb?\xc3\xa4???");
    text_clean(csi);
    assert_string_equal(csi, "a??31mb\xc2\xa0?");
    text_clean_lines(lines);
    assert_string_equal(lines, "a?]0;b?\n\tc?\n");
}

static void
a_text_is_replaced_wherever_it_is(void **state)
{
    char text[] = "/w/x/a.c:1: in /w/x/b.c, /w/x";

    (void)state;
    text_replace(text, "/w/x/", "");
    assert_string_equal(text, "a.c:1: in b.c, /w/x");
}

/* Root reads whatever it is; a kernel without descriptors refuses all. */
static void
a_directory_that_cannot_be_read_is_no_missing_lab(void **state)
{
    struct rlimit was, few;
    struct intake in;
    int fd, err;

    (void)state;
    put("s/lab/udp_client.c", "");
    fd = open("/dev/null", O_RDONLY);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
    few = (struct rlimit){ (rlim_t)fd + 1, was.rlim_max };
    close(fd);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    err = intake_read(&in, in_dir("s"));
    setrlimit(RLIMIT_NOFILE, &was);
    assert_int_equal(err, -EMFILE);
    assert_string_equal(in.why, "lab: Too many open files");
    intake_release(&in);
}

/* The one file in it has the name "L\303\266sung/udp_client.c", and is empty.
 * Bit 11 of its flags says that this is UTF-8. */
static void
a_directory_in_an_archive_has_a_name_of_any_language(void **state)
{
    static const char zip[] =
        "PK\3\4\24\0\0\10\0\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\24\0\0\0"
        "L\303\266sung/udp_client.c"
        "PK\1\2\24\3\24\0\0\10\0\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\24\0\0"
        "\0\0\0\0\0\0\0\0\0\200\1\0\0\0\0"
        "L\303\266sung/udp_client.c"
        "PK\5\6\0\0\0\0\1\0\1\0\102\0\0\0\62\0\0\0\0";
    struct intake in;

    (void)state;
    assert_int_equal(file_write(in_dir("x.zip"), zip, sizeof(zip)), 0);
    assert_int_equal(intake_read(&in, in_dir("x.zip")), 0);
    assert_int_equal(in.len, 1);
    assert_string_equal(in.file[0].path, "L\303\266sung/udp_client.c");
    assert_int_equal(in.odd, 0);
    intake_release(&in);
}

static void
a_student_may_be_named_as_a_file_of_ours(void **state)
{
    static const char *const file[] = { "=67radebook.csv", "=73lurm-1.log",
                                        "=77ork", "worker" };
    struct entry_list list;

    (void)state;
    put("s/work/udp_client.c", "");
    put("s/worker/udp_client.c", "");
    put("s/gradebook.csv/udp_client.c", "");
    put("s/slurm-1.log/udp_client.c", "");
    assert_int_equal(entries_read(&list, in_dir("s")), 0);
    assert_int_equal(list.len, 4);
    for (size_t i = 0; i < list.len; i++)
        assert_string_equal(list.entry[i].file, file[i]);
    assert_string_equal(list.entry[2].name, "work");
    entries_release(&list);
}

/* Three bytes each, and each byte takes three: 720, of 255 at most. */
static void
a_long_name_is_shortened_and_stays_one_of_its_own(void **state)
{
    char name[2][256] = { "s/", "s/" };
    struct entry_list list;

    (void)state;
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 80; j++)
            strcat(name[i], "\xe7\x8e\x8b");
        strcat(name[i], i ? "2" : "1");
        assert_int_equal(dir_make(in_dir(name[i])), 0);
    }
    assert_int_equal(entries_read(&list, in_dir("s")), 0);
    assert_int_equal(list.len, 2);
    assert_int_equal(strlen(list.entry[0].file), 200);
    assert_int_equal(strlen(list.entry[1].file), 200);
    assert_string_not_equal(list.entry[0].file, list.entry[1].file);
    assert_string_equal(list.entry[0].name, name[0] + 2);
    entries_release(&list);
}

#define IN_DIR(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIR(links_and_ways_out_of_an_archive_are_left_out),
        IN_DIR(an_archive_may_not_unpack_to_any_size),
        IN_DIR(a_source_has_a_limit_in_an_archive_and_in_a_directory),
        IN_DIR(a_damaged_archive_is_said_to_be),
        IN_DIR(links_of_a_directory_are_not_followed),
        IN_DIR(a_lab_is_where_its_files_are),
        IN_DIR(files_of_two_labs_in_one_place_go_each_to_its_own),
        IN_DIR(the_checksum_is_of_names_and_bytes),
        IN_DIR(two_entries_of_one_name_are_two_students),
        IN_DIR(a_directory_in_an_archive_has_a_name_of_any_language),
        IN_DIR(a_student_may_be_named_as_a_file_of_ours),
        IN_DIR(a_long_name_is_shortened_and_stays_one_of_its_own),
        IN_DIR(a_directory_that_cannot_be_read_is_no_missing_lab),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(a_text_is_replaced_wherever_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
