/*
 * kit.c - the checksum of all sources that a verdict depends on.
 *
 * Not a revision of git: a kit from an archive has none, and one with a
 * changed file has the wrong one.
 */
#include "grader/class/class.h"
#include "grader/class/files.h"

#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define SOURCE_MAX ((size_t)4 << 20)

/* nftw() has no argument for its caller's. */
static struct {
    char **path;
    size_t len, cap;
} found;

static int
note(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    const char *base = path + at->base;
    size_t len = strlen(path);

    (void)st;
    if (at->level > 0 && (base[0] == '.' || strcmp(base, "test") == 0 ||
                          strcmp(base, "class") == 0))
        return kind == FTW_D ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
    if (kind != FTW_F || (len > 3 && strcmp(path + len - 3, ".md") == 0))
        return FTW_CONTINUE;
    if (found.len == found.cap) {
        size_t cap = found.cap ? 2 * found.cap : 256;
        char **more = realloc(found.path, cap * sizeof(*more));

        if (!more)
            return FTW_STOP;
        found.path = more;
        found.cap = cap;
    }
    found.path[found.len] = strdup(path);
    return found.path[found.len++] ? FTW_CONTINUE : FTW_STOP;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
add_file(XXH3_state_t *state, const char *path)
{
    char *text;
    size_t len;
    int err = file_read(path, SOURCE_MAX, &text, &len);
    uint64_t n = len;

    if (err)
        return err;
    XXH3_128bits_update(state, path, strlen(path) + 1);
    XXH3_128bits_update(state, &n, sizeof(n));
    XXH3_128bits_update(state, text, len);
    free(text);
    return 0;
}

/* All paths of the kit, into `found`. */
static int
find_sources(void)
{
    static const char *const parts[] = { "Makefile", "netsim", "grader",
                                         "lab[1-9]-*" };
    int err = 0;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !err; i++) {
        glob_t g;

        if (glob(parts[i], 0, NULL, &g) != 0)
            return -ENOENT;
        for (size_t j = 0; j < g.gl_pathc && !err; j++)
            if (nftw(g.gl_pathv[j], note, 16, FTW_PHYS | FTW_ACTIONRETVAL) !=
                0)
                err = -EIO;
        globfree(&g);
    }
    return err;
}

int
class_kit(struct class_options *opt)
{
    XXH3_state_t *state = XXH3_createState();
    XXH128_hash_t h;
    int err = find_sources();

    qsort(found.path, found.len, sizeof(*found.path), by_text);
    XXH3_128bits_reset(state);
    for (size_t i = 0; i < found.len; i++) {
        if (!err)
            err = add_file(state, found.path[i]);
        free(found.path[i]);
    }
    h = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    free(found.path);
    memset(&found, 0, sizeof(found));
    snprintf(opt->kit, sizeof(opt->kit), "%016" PRIx64 "%016" PRIx64, h.high64,
             h.low64);
    return err;
}
