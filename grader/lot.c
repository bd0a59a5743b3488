/*
 * lot.c - see lot.h.
 */
#include "grader/lot.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "grader/mix.h"
#include "netsim/lang/out.h"

/* Keys of draws; behind the last one they are those of clients. */
enum { CLIENTS, OPERATIONS };

/* "client3": 3; 0: it is no client of lots. */
static int
client_number(const struct world_host *h)
{
    const char *name = h->name;

    if (strncmp(name, "client", 6) != 0 || name[6] < '1' ||
        name[6] > '0' + LOT_CLIENTS_MAX || name[7])
        return 0;
    return name[6] - '0';
}

int
lot_clients(const struct worldfile *f)
{
    int n = 0;

    for (size_t i = 0; i < f->n_hosts; i++)
        n += client_number(&f->host[i]) > 0;
    return n;
}

void
lot_draw(struct lot *l, const struct worldfile *f, uint64_t seed)
{
    int n = lot_clients(f);

    *l = (struct lot){ .seed = seed, .operations = INT_MAX };
    if (n > 0)
        l->clients = 1 + (int)mix_draw(seed, CLIENTS, (uint64_t)n);
}

static int
is_present(const struct world_host *h, const struct lot *l)
{
    return client_number(h) <= l->clients;
}

static int
draw_operations(const struct lot *l, int client, int most)
{
    uint64_t key = OPERATIONS + 2 * (uint64_t)client;
    uint64_t n = 1 + mix_draw(l->seed, key, (uint64_t)most);

    return 1 + (int)mix_draw(l->seed, key + 1, n);
}

/* The arguments of a host in this lot: as in the file, but for the number
 * behind "random", which is written to text. */
static void
arguments(const struct world_host *h, const struct lot *l,
          char *argv[WORLD_ARGS_MAX + 2], char *text, size_t cap)
{
    argv[0] = h->program;
    for (int i = 0; i <= h->argc; i++)
        argv[i + 1] = h->argv[i];
    for (int i = 0; i + 1 < h->argc && client_number(h); i++) {
        int most = atoi(h->argv[i + 1]), n;

        if (strcmp(h->argv[i], "random") != 0 || most < 1)
            continue;
        n = draw_operations(l, client_number(h), most);
        snprintf(text, cap, "%d", n < l->operations ? n : l->operations);
        argv[i + 2] = text;
        break;
    }
}

size_t
lot_hosts(const struct worldfile *f, const struct lot *l)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n_hosts; i++)
        n += (size_t)is_present(&f->host[i], l);
    return n;
}

void
lot_set(struct sim_world *w, const struct worldfile *f, const struct lot *l)
{
    char *argv[WORLD_ARGS_MAX + 2], number[16];

    sim_set_seed(w, l->seed);
    for (size_t i = 0; i < f->n_hosts; i++) {
        const struct world_host *h = &f->host[i];

        if (!client_number(h))
            continue;
        arguments(h, l, argv, number, sizeof(number));
        sim_set_args(w, (int)i, is_present(h, l) ? h->argc + 1 : 0, argv);
    }
}

/* ---- a world file ------------------------------------------------------- */

static void
write_word(FILE *out, const char *word)
{
    if (word[0] && !strpbrk(word, " \t\"\\#;@<>|,")) {
        fprintf(out, " %s", word);
        return;
    }
    fputs(" \"", out);
    for (; *word; word++)
        fprintf(out, "%s%c", *word == '"' || *word == '\\' ? "\\" : "", *word);
    fputc('"', out);
}

static void
write_link(FILE *out, const struct worldfile *f, const struct world_link *l)
{
    char rule[512];

    rule_print(rule, sizeof(rule), &l->rule);
    fprintf(out, "link %s->%s %s\n", l->src < 0 ? "*" : f->host[l->src].name,
            l->dst < 0 ? "*" : f->host[l->dst].name, rule);
}

int
lot_write(FILE *out, const struct worldfile *f, const struct lot *l)
{
    char *argv[WORLD_ARGS_MAX + 2], number[16], time[32];
    struct out limit;

    fprintf(out, "seed %" PRIu64 "\n", l->seed);
    for (size_t i = 0; i < f->n_hosts; i++) {
        const struct world_host *h = &f->host[i];

        if (!is_present(h, l))
            continue;
        arguments(h, l, argv, number, sizeof(number));
        fprintf(out, "host %s %s", h->name, argv[0]);
        for (int k = 1; k <= h->argc; k++)
            write_word(out, argv[k]);
        fputc('\n', out);
    }
    for (size_t i = 0; i < f->n_links; i++) {
        int src = f->link[i].src, dst = f->link[i].dst;

        if ((src < 0 || is_present(&f->host[src], l)) &&
            (dst < 0 || is_present(&f->host[dst], l)))
            write_link(out, f, &f->link[i]);
    }
    out_init(&limit, time, sizeof(time));
    out_time(&limit, f->limit_ns);
    fprintf(out, "limit %s\n", time);
    return ferror(out) ? -EIO : 0;
}
