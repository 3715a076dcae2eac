// SPDX-License-Identifier: MIT
//
// Parsing. Options end at the first argument that is none, at "--" or at "-". Nothing is freed: the result lasts as long as the process.
#include "cli/options.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LEN = 128, EXIT_BAD_OPTION = 9 };

enum { OPTIONS_MAX = 256 };

struct cli_options_set {
    cli_value values[OPTIONS_MAX];
    cli_arguments arguments;
    char **strings; // copies that the values point at; of a worker's set
    size_t string_count;
    void (*complain)(void *data, const char *text); // NULL: standard error
    void *complain_data;
};

static cli_options_set program; // of the main thread; read-only once it was parsed
static _Thread_local cli_options_set *own;

static cli_options_set *current(void)
{
    return own != NULL ? own : &program;
}

static const struct {
    const char *from, *to;
} aliases[] = {
    {"-e", "--eval"},
    {"-p", "--print"},
    {"-c", "--check"},
    {"-i", "--interactive"},
    {"-r", "--require"},
    {"-v", "--version"},
    {"-h", "--help"},
    {"-C", "--conditions"},
    {"--loader", "--experimental-loader"},
    {"--prof-process", "--prof"},
    {"--debug-port", "--inspect-port"},
    {"--experimental-test-rerun-failures", "--test-rerun-failures"},
    {"--require-module", "--experimental-require-module"},
    {"--no-require-module", "--no-experimental-require-module"},
    {"--report-dir", "--report-directory"},
    {"--es-module-specifier-resolution", "--experimental-specifier-resolution"},
};

// A list of arguments being read.
typedef struct source {
    const char **args;
    size_t at, count;
    bool environment;
    bool failed;
    cli_arguments *out;
    char *words; // the block of NODE_OPTIONS' words
} source;

static size_t index_of(const char *name)
{
    for (size_t i = 0; i < cli_options_count; i++) {
        if (strcmp(cli_options[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

const cli_value *cli_value_of(const char *name)
{
    size_t i = index_of(name);
    return i == SIZE_MAX ? NULL : &current()->values[i];
}

bool cli_is_on(const char *name)
{
    const cli_value *v = cli_value_of(name);
    return v != NULL && v->on;
}

const cli_arguments *cli_arguments_get(void)
{
    return &current()->arguments;
}

static void complain(source *s, const char *format_before, const char *arg, const char *after)
{
    const cli_options_set *set = current();
    if (set->complain == NULL) {
        fprintf(stderr, "%s: %s%s%s\n", set->arguments.program, format_before, arg, after);
    } else {
        set->complain(set->complain_data, arg);
    }
    s->failed = true;
}

static int append(const char ***list, size_t *count, const char *text)
{
    const char **grown = realloc(*list, (*count + 2) * sizeof *grown);
    if (grown == NULL) {
        return -ENOMEM;
    }
    grown[(*count)++] = text;
    grown[*count] = NULL;
    *list = grown;
    return 0;
}

// The option's name in `arg` without its value: underscores as dashes, short names as long ones. False where it is too long to be one.
static bool option_name(const char *arg, char name[NAME_MAX_LEN])
{
    size_t n = 0;
    for (; arg[n] != 0 && arg[n] != '='; n++) {
        if (n + 1 >= NAME_MAX_LEN) {
            return false;
        }
        name[n] = n >= 2 && arg[0] == '-' && arg[1] == '-' && arg[n] == '_' ? '-' : arg[n];
    }
    name[n] = 0;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(name, aliases[i].from) == 0) {
            snprintf(name, NAME_MAX_LEN, "%s", aliases[i].to);
        }
    }
    return true;
}

static int next_value(source *s, const char *arg, const char **out)
{
    const char *equals = strchr(arg, '=');
    *out = NULL;
    if (equals != NULL && arg[1] == '-') {
        *out = equals[1] == 0 ? NULL : equals + 1;
    } else if (s->at < s->count) {
        const char *value = s->args[s->at++];
        if (!s->environment && append(&s->out->exec_args, &s->out->exec_count, value) < 0) {
            return -ENOMEM;
        }
        *out = value[0] == '-' ? NULL : value[0] == '\\' && value[1] == '-' ? value + 1 : value;
    }
    if (*out == NULL) {
        complain(s, "", arg, " requires an argument");
    }
    return 0;
}

static int set_value(source *s, size_t i, const char *arg, bool negated)
{
    cli_value *v = &current()->values[i];
    const char *text;
    v->given = true;
    switch (cli_options[i].kind) {
    case CLI_SWITCH:
        v->on = !negated;
        return 0;
    case CLI_OPTIONAL: {
        const char *equals = strchr(arg, '=');
        v->on = !negated;
        v->text = equals == NULL || negated ? NULL : equals + 1;
        return 0;
    }
    case CLI_ENGINE_SWITCH:
    case CLI_ENGINE_VALUE:
        return 0;
    default:
        break;
    }
    if (negated) {
        complain(s, "", arg, " is an invalid negation because it is not a boolean option");
        return 0;
    }
    int rc = next_value(s, arg, &text);
    if (rc < 0 || text == NULL) {
        return rc;
    }
    if (cli_options[i].kind == CLI_LIST) {
        return append(&v->list, &v->count, text);
    }
    v->text = text;
    v->number = strtol(text, NULL, 10);
    return 0;
}

// `-p code`, `-pe code`: both options at once.
static int print_option(source *s, const char *arg)
{
    size_t print = index_of("--print"), eval = index_of("--eval");
    bool both = strcmp(arg, "-pe") == 0;
    current()->values[print].on = true;
    current()->values[print].given = true;
    if (!both && (s->at >= s->count || s->args[s->at][0] == '-')) {
        return 0;
    }
    return set_value(s, eval, arg, false);
}

static int one_option(source *s, const char *arg)
{
    char name[NAME_MAX_LEN];
    bool negated = false;
    size_t i = SIZE_MAX;
    if (!option_name(arg, name)) {
        complain(s, "bad option: ", arg, "");
        return 0;
    }
    if (strcmp(name, "--debug") == 0 || strcmp(name, "--debug-brk") == 0) {
        complain(
            s,
            "[DEP0062]: `node --debug` and `node --debug-brk` are invalid. Please use `node --inspect` and "
            "`node --inspect-brk` instead.",
            "", "");
        return 0;
    }
    if (!s->environment && (strcmp(name, "--print") == 0 || strcmp(arg, "-pe") == 0)) {
        return print_option(s, arg);
    }
    i = index_of(name);
    if (i == SIZE_MAX && strncmp(name, "--no-", 5) == 0) {
        memmove(name + 2, name + 5, strlen(name + 5) + 1);
        i = index_of(name);
        negated = true;
    }
    // Names that begin so tune Node's engine; they come and go with its versions.
    if (i == SIZE_MAX && (strncmp(name, "--harmony", 9) == 0 || strncmp(name, "--js-", 5) == 0 ||
                          strncmp(name, "--turbo", 7) == 0 || strncmp(name, "--concurrent-", 13) == 0 ||
                          strncmp(name, "--noconcurrent-", 15) == 0)) {
        return 0;
    }
    if (s->environment && (i == SIZE_MAX || !(cli_options[i].flags & CLI_IN_ENVIRONMENT))) {
        complain(s, "", arg, " is not allowed in NODE_OPTIONS");
        return 0;
    }
    if (i == SIZE_MAX) {
        complain(s, "bad option: ", arg, "");
        return 0;
    }
    return set_value(s, i, arg, negated);
}

static int bad_environment(const char *how)
{
    const cli_options_set *set = current();
    if (set->complain == NULL) {
        fprintf(stderr, "%s: invalid value for NODE_OPTIONS (%s)\n", set->arguments.program, how);
    } else {
        char text[128];
        snprintf(text, sizeof text, "invalid value for NODE_OPTIONS (%s)", how);
        set->complain(set->complain_data, text);
    }
    return EXIT_BAD_OPTION;
}

// Splits NODE_OPTIONS at spaces; double quotes group, and a backslash inside quotes takes the next character as it is.
// The words stand in `*block`, which is the caller's also on failure.
static int split_environment(const char *text, const char ***list, size_t *count, char **block)
{
    char *copy = malloc(strlen(text) + 1), *to = copy;
    bool quoted = false, in_word = false;
    char *word = copy;
    if (copy == NULL) {
        return -ENOMEM;
    }
    *block = copy;
    for (const char *at = text;; at++) {
        char c = *at;
        if (c == '\\' && quoted) {
            if (at[1] == 0) {
                return bad_environment("invalid escape");
            }
            *to++ = *++at;
        } else if (c == 0 || (c == ' ' && !quoted)) {
            if (in_word) {
                *to++ = 0;
                if (append(list, count, word) < 0) {
                    return -ENOMEM;
                }
                word = to;
                in_word = false;
            }
            if (c == 0) {
                break;
            }
            continue;
        } else if (c == '"') {
            quoted = !quoted;
        } else {
            *to++ = c;
        }
        in_word = true;
    }
    if (quoted) {
        return bad_environment("unterminated string");
    }
    return 0;
}

static int parse_environment(source *s, const char *text)
{
    s->environment = true;
    if (text == NULL) {
        return 0;
    }
    int rc = split_environment(text, &s->args, &s->count, &s->words);
    while (rc == 0 && s->at < s->count) {
        const char *arg = s->args[s->at++];
        if (arg[0] != '-') {
            complain(s, "", arg, " is not allowed in NODE_OPTIONS");
        } else {
            rc = one_option(s, arg);
        }
    }
    return rc;
}

bool cli_is_command(const char *word)
{
    static const char *const commands[] = {
        "add",       "ci",     "clean-install", "dedupe",     "exec",     "i",     "info",  "init",
        "install",   "link",   "list",          "ls",         "outdated", "pack",  "prune", "remove",
        "restart",   "rm",     "run",           "run-script", "show",     "start", "stop",  "test",
        "uninstall", "unlink", "update",        "upgrade",    "view",     "x"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(word, commands[i]) == 0) {
            return getenv("NODE_CHANNEL_FD") == NULL;
        }
    }
    return false;
}

static int parse_arguments(source *s)
{
    int rc = 0;
    while (rc == 0 && s->at < s->count) {
        const char *arg = s->args[s->at];
        if (arg[0] != '-' || arg[1] == 0) {
            s->out->forced_stdin = arg[0] == '-' && arg[1] == 0;
            s->at += s->out->forced_stdin;
            break;
        }
        s->at++;
        if (strcmp(arg, "--") == 0) {
            break;
        }
        rc = append(&s->out->exec_args, &s->out->exec_count, arg);
        rc = rc == 0 ? one_option(s, arg) : rc;
    }
    s->out->args = s->args + s->at;
    s->out->count = s->count - s->at;
    // A command stands first: behind options stands a file.
    s->out->is_command = s->at == 0 && s->count > 0 && cli_is_command(s->args[0]);
    return rc;
}

// Options whose text is one of a few.
static bool values_are_known(void)
{
    static const char *const modes[] = {"strict", "warn", "none", "throw", "warn-with-error-codes"};
    const cli_value *mode = cli_value_of("--unhandled-rejections");
    for (size_t i = 0; mode->given && i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(mode->text, modes[i]) == 0) {
            return true;
        }
    }
    if (mode->given) {
        fprintf(stderr, "%s: invalid value for --unhandled-rejections\n", program.arguments.program);
    }
    return !mode->given;
}

static void check_power_of_two(source *s, const char *name)
{
    const cli_value *value = cli_value_of(name);
    if (value->given && (value->number < 2 || (value->number & (value->number - 1)) != 0)) {
        complain(s, "", name, " must be a power of 2");
    }
}

// `name` says how something is done that `other` asks for.
static void check_use(source *s, const char *name, const char *other)
{
    if (cli_value_of(name)->given && !cli_is_on(other)) {
        char text[NAME_MAX_LEN * 2];
        snprintf(text, sizeof text, " must be used with %s", other);
        complain(s, "", name, text);
    }
}

static void check_profiles(source *s)
{
    static const char *const kinds[] = {"--cpu-prof", "--heap-prof"};
    static const char *const names[] = {"name", "dir", "interval"};
    for (size_t i = 0; i < 6; i++) {
        char name[NAME_MAX_LEN];
        snprintf(name, sizeof name, "%s-%s", kinds[i / 3], names[i % 3]);
        check_use(s, name, kinds[i / 3]);
    }
}

static void check_combinations(source *s)
{
    check_profiles(s);
    check_power_of_two(s, "--secure-heap");
    if (cli_value_of("--secure-heap")->given) {
        check_power_of_two(s, "--secure-heap-min");
    }
    if (cli_is_on("--check") && (cli_value_of("--eval")->given || cli_is_on("--print"))) {
        complain(s, "either --check or --eval can be used, not both", "", "");
    } else if (cli_is_on("--check") && cli_is_on("--interactive")) {
        complain(s, "either --check or --interactive can be used, not both", "", "");
    }
    if (cli_is_on("--tls-min-v1.3") && cli_is_on("--tls-max-v1.2")) {
        complain(s, "either --tls-min-v1.3 or --tls-max-v1.2 can be used, not both", "", "");
    }
    const char *mode = cli_value_of("--unhandled-rejections")->text;
    if (mode != NULL && strcmp(mode, "strict") != 0 && strcmp(mode, "warn") != 0 &&
        strcmp(mode, "none") != 0 && strcmp(mode, "throw") != 0 &&
        strcmp(mode, "warn-with-error-codes") != 0) {
        complain(s, "invalid value for --unhandled-rejections", "", "");
    }
    const char *isolation = cli_value_of("--test-isolation")->text;
    if (isolation != NULL && strcmp(isolation, "process") != 0 && strcmp(isolation, "none") != 0) {
        complain(s, "invalid value for --test-isolation", "", "");
    }
    const char *type = cli_value_of("--input-type")->text;
    if (type != NULL && strncmp(type, "commonjs", 8) != 0 && strncmp(type, "module", 6) != 0) {
        complain(
            s,
            "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"",
            "", "");
    }
}

static void set_defaults(cli_options_set *set)
{
    for (size_t i = 0; i < cli_options_count; i++) {
        set->values[i].on = (cli_options[i].flags & CLI_ON) != 0;
    }
}

int cli_parse(int argc, char **argv, cli_arguments *out)
{
    cli_arguments *arguments = &program.arguments;
    source environment = {.out = arguments}, line = {.out = arguments};
    arguments->program = argc > 0 ? argv[0] : "protojs";
    line.args = (const char **)argv + 1;
    line.count = argc > 1 ? (size_t)argc - 1 : 0;
    set_defaults(&program);
    int rc = parse_environment(&environment, getenv("NODE_OPTIONS"));
    if (rc == 0) {
        rc = parse_arguments(&line);
    }
    free(environment.args);
    check_combinations(&line);
    *out = *arguments;
    bool failed = environment.failed || line.failed || (rc == 0 && !values_are_known());
    return rc != 0 ? rc : failed ? EXIT_BAD_OPTION : 0;
}

// ---- a worker's -----------------------------------------------------------------------------------------------------------

void cli_options_use(cli_options_set *set)
{
    own = set;
}

void cli_options_set_free(cli_options_set *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->string_count; i++) {
        free(set->strings[i]);
    }
    for (size_t i = 0; i < cli_options_count; i++) {
        free(set->values[i].list);
    }
    free(set->arguments.exec_args);
    free(set->strings);
    free(set);
}

// The set frees `block` in the end; at once where memory is short.
static int adopt(cli_options_set *set, char *block)
{
    char **grown = realloc(set->strings, (set->string_count + 1) * sizeof *grown);
    if (grown == NULL) {
        free(block);
        return -ENOMEM;
    }
    set->strings = grown;
    grown[set->string_count++] = block;
    return 0;
}

static const char *keep(cli_options_set *set, const char *text)
{
    char *copy = strdup(text);
    return copy == NULL || adopt(set, copy) < 0 ? NULL : copy;
}

// The parser keeps pointers into what it reads.
static int copy_all(cli_options_set *set, const char *const *args, size_t count, const char ***out)
{
    const char **copies = calloc(count + 1, sizeof *copies);
    for (size_t i = 0; copies != NULL && i < count; i++) {
        copies[i] = keep(set, args[i]);
        if (copies[i] == NULL) {
            free(copies);
            return -ENOMEM;
        }
    }
    *out = copies;
    return copies == NULL ? -ENOMEM : 0;
}

// What belongs to the process cannot be set for one thread.
static bool is_of_process(const char *arg)
{
    static const char *const names[] = {"--title", "--io-threads", "--cpu-threads", "--stack-size",
                                        "--redirect-warnings"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(arg, names[i], len) == 0 && (arg[len] == 0 || arg[len] == '=')) {
            return true;
        }
    }
    return false;
}

static int parse_worker(source *s)
{
    int rc = 0;
    while (rc == 0 && s->at < s->count) {
        const char *arg = s->args[s->at];
        rc = append(&s->out->exec_args, &s->out->exec_count, arg);
        s->at++;
        if (rc < 0) {
            break;
        }
        if (arg[0] != '-' || is_of_process(arg)) {
            complain(s, "", arg, " cannot be set for a worker");
        } else {
            rc = one_option(s, arg);
        }
    }
    return rc;
}

int cli_options_set_new(cli_options_set **out, const char *const *args, size_t count, const char *environment,
                        void (*complain_to)(void *data, const char *text), void *data)
{
    cli_options_set *set = calloc(1, sizeof *set), *before = own;
    if (set == NULL) {
        return -ENOMEM;
    }
    source from_environment = {.out = &set->arguments}, line = {.out = &set->arguments, .count = count};
    set->complain = complain_to;
    set->complain_data = data;
    set->arguments.program = current()->arguments.program;
    set->arguments.args = current()->arguments.args;
    set->arguments.count = current()->arguments.count;
    set_defaults(set);
    own = set;
    const char *kept = environment == NULL ? NULL : keep(set, environment);
    int rc = environment != NULL && kept == NULL ? -ENOMEM : copy_all(set, args, count, &line.args);
    rc = rc == 0 ? parse_environment(&from_environment, kept) : rc;
    rc = rc == 0 ? parse_worker(&line) : rc;
    own = before;
    if (from_environment.words != NULL && adopt(set, from_environment.words) < 0) {
        rc = -ENOMEM;
    }
    free(from_environment.args);
    free(line.args);
    if (rc == 0 && (from_environment.failed || line.failed)) {
        rc = -EINVAL;
    }
    set->complain = NULL;
    if (rc != 0) {
        cli_options_set_free(set);
        return rc < 0 ? rc : -EINVAL;
    }
    *out = set;
    return 0;
}
