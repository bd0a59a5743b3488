/*
 * disk_replace.c HOW N - replaces a file by its next version, N times: write
 * a new one, sync it, rename it over the old one, sync the directory.
 *
 * HOW: "safe"; "early": the new one is renamed without having been synced;
 * "homeless": the directory is not synced.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
sync_directory(void)
{
    int fd = open(".", O_RDONLY);

    if (fsync(fd) < 0)
        exit(1);
    close(fd);
}

/* The version that is there, 0 if none is, -1 if it is no whole one. */
static int
load(void)
{
    char text[40];
    int version = -1, again = -2;
    FILE *f = fopen("state", "r");

    if (!f)
        return 0;
    if (!fgets(text, sizeof(text), f) ||
        sscanf(text, "version %d %d\n", &version, &again) != 2 ||
        version != again)
        version = -1;
    fclose(f);
    return version;
}

static void
save(int version, const char *how)
{
    FILE *f = fopen("state.new", "w");

    if (!f || fprintf(f, "version %d %d\n", version, version) < 0 ||
        fflush(f) == EOF)
        exit(1);
    if (strcmp(how, "early") != 0 && fsync(fileno(f)) < 0)
        exit(1);
    if (fclose(f) == EOF || rename("state.new", "state") < 0)
        exit(1);
    if (strcmp(how, "homeless") != 0)
        sync_directory();
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    int n = argc > 2 ? atoi(argv[2]) : 0, have = load();

    printf("found %d\n", have);
    while (have >= 0 && have < n) {
        save(++have, how);
        printf("safe %d\n", have);
    }
    return 0;
}
