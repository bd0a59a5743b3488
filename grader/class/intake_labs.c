/*
 * intake_labs.c - which files of a submission are those of a lab.
 *
 * Students hand in a directory for each lab, or the files of one lab without
 * a directory, or all of it within another directory.  A lab is where a file
 * is that the kit has in this lab; the place nearest to the top counts.
 */
#include "grader/class/intake.h"
#include "grader/class/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char *
base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Names of the files of one kind in a lab's directory, added to the list. */
static int
add_names(struct intake_kit *kit, int n, size_t *len, const char *kind)
{
    char pattern[64];
    glob_t g;
    char **more;

    snprintf(pattern, sizeof(pattern), "%s/*.%s", kit->dir[n], kind);
    if (glob(pattern, 0, NULL, &g) != 0)
        return 0;
    more = realloc(kit->name[n], (*len + g.gl_pathc + 1) * sizeof(*more));
    if (more)
        kit->name[n] = more;
    for (size_t i = 0; more && i < g.gl_pathc; i++) {
        more[*len] = strdup(base_of(g.gl_pathv[i]));
        if (!more[*len])
            break;
        more[++*len] = NULL;
    }
    globfree(&g);
    return more ? 0 : -ENOMEM;
}

int
intake_kit_read(struct intake_kit *kit)
{
    int err = 0;

    *kit = (struct intake_kit){ 0 };
    for (int n = 1; n <= INTAKE_LABS && !err; n++) {
        char pattern[16];
        size_t len = 0;
        glob_t g;

        snprintf(pattern, sizeof(pattern), "lab%d-*", n);
        if (glob(pattern, GLOB_ONLYDIR, NULL, &g) != 0)
            continue; /* a student's copy may not have it yet */
        snprintf(kit->dir[n], sizeof(kit->dir[n]), "%s", g.gl_pathv[0]);
        globfree(&g);
        err = add_names(kit, n, &len, "c");
        if (!err)
            err = add_names(kit, n, &len, "faults");
    }
    return err;
}

void
intake_kit_release(struct intake_kit *kit)
{
    for (int n = 1; n <= INTAKE_LABS; n++) {
        for (char **name = kit->name[n]; name && *name; name++)
            free(*name);
        free(kit->name[n]);
    }
    *kit = (struct intake_kit){ 0 };
}

/* Is it a name of lab n's? */
static int
is_of(const struct intake_kit *kit, int n, const char *base)
{
    for (char **name = kit->name[n]; name && *name; name++)
        if (strcmp(*name, base) == 0)
            return 1;
    return 0;
}

static int
depth_of(const char *path)
{
    int depth = 0;

    for (; *path; path++)
        depth += *path == '/';
    return depth;
}

/* Where lab n is: the first file, of the least depth, that is of it. */
static char *
place_of(struct intake *in, const struct intake_kit *kit, int n)
{
    const char *best = NULL;

    for (size_t i = 0; i < in->len; i++) {
        const char *path = in->file[i].path;

        if (!is_of(kit, n, base_of(path)))
            continue;
        if (!best || depth_of(path) < depth_of(best))
            best = path;
    }
    for (size_t i = 0; best && i < in->len; i++) {
        const char *path = in->file[i].path;
        size_t len = (size_t)(base_of(best) - best);

        in->several |= is_of(kit, n, base_of(path)) &&
                       depth_of(path) == depth_of(best) &&
                       strncmp(path, best, len) != 0;
    }
    return best ? strndup(best, (size_t)(base_of(best) - best)) : NULL;
}

int
intake_labs(struct intake *in, const struct intake_kit *kit)
{
    int labs = 0;

    for (int n = 1; n <= INTAKE_LABS; n++) {
        free(in->place[n]);
        in->place[n] = place_of(in, kit, n);
        labs += in->place[n] != NULL;
    }
    return labs;
}

/* Is the file one of lab n: in its place, and of no other lab? */
static int
belongs(const struct intake *in, const struct intake_kit *kit, int n,
        const struct intake_file *f)
{
    const char *base = base_of(f->path), *place = in->place[n];

    if (!place || strlen(place) != (size_t)(base - f->path) ||
        strncmp(f->path, place, strlen(place)) != 0 ||
        strcmp(base, MANIFEST_NAME) == 0)
        return 0;
    for (int other = 1; other <= INTAKE_LABS; other++)
        if (other != n && is_of(kit, other, base))
            return 0;
    return 1;
}

void
intake_checksum(const struct intake *in, char sum[33])
{
    XXH3_state_t *state = XXH3_createState();
    XXH128_hash_t h;

    XXH3_128bits_reset(state);
    for (size_t i = 0; i < in->len; i++) {
        const struct intake_file *f = &in->file[i];
        uint64_t len = f->len;

        XXH3_128bits_update(state, f->path, strlen(f->path) + 1);
        XXH3_128bits_update(state, &len, sizeof(len));
        XXH3_128bits_update(state, f->data, f->len);
    }
    h = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    snprintf(sum, 33, "%016" PRIx64 "%016" PRIx64, h.high64, h.low64);
}

static int
write_file(const char *path, const char *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    ssize_t n;

    if (fd < 0)
        return -errno;
    for (; len > 0; data += n, len -= (size_t)n) {
        n = write(fd, data, len);
        if (n < 0) {
            int err = -errno;

            close(fd);
            return err;
        }
    }
    return close(fd) < 0 ? -errno : 0;
}

int
intake_write(const struct intake *in, const struct intake_kit *kit,
             const char *directory)
{
    char path[PATH_MAX];
    int err = 0;

    for (int n = 1; n <= INTAKE_LABS; n++) {
        if (!in->place[n])
            continue;
        snprintf(path, sizeof(path), "%s/%s", directory, kit->dir[n]);
        if (mkdir(path, 0777) < 0)
            return -errno;
        for (size_t i = 0; i < in->len && !err; i++) {
            const struct intake_file *f = &in->file[i];

            if (!belongs(in, kit, n, f))
                continue;
            snprintf(path, sizeof(path), "%s/%s/%s", directory, kit->dir[n],
                     base_of(f->path));
            err = write_file(path, f->data, f->len);
        }
    }
    return err;
}
