// SPDX-License-Identifier: MIT
//
// The command line: one table of options, parsed once before the first runtime starts and read-only from then on.
// Thread: parsing on the main thread; reading on any.
#ifndef PROTOJS_CLI_OPTIONS_H
#define PROTOJS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cli_kind {
    CLI_SWITCH,        // --x, --no-x
    CLI_TEXT,          // --x value, --x=value
    CLI_LIST,          // as CLI_TEXT, may be given again
    CLI_NUMBER,        // as CLI_TEXT, a decimal integer
    CLI_ENGINE_SWITCH, // of Node's engine, without meaning here: accepted
    CLI_ENGINE_VALUE,  // the same, --x=value
    CLI_OPTIONAL,      // --x, --x=value
} cli_kind;

enum {
    CLI_IN_ENVIRONMENT = 1, // allowed in NODE_OPTIONS
    CLI_ON = 2,             // a switch that is on unless negated
    CLI_HIDDEN = 4,         // not in --help
};

typedef struct cli_option {
    const char *name; // with the dashes
    cli_kind kind;
    unsigned flags;
    const char *argument; // what to call the value in --help
    const char *help;
} cli_option;

typedef struct cli_value {
    bool on;    // of a switch
    bool given; // on the command line or in NODE_OPTIONS
    long number;
    const char *text;
    const char **list;
    size_t count;
} cli_value;

extern const cli_option cli_options[];
extern const size_t cli_options_count;

// The program's own arguments.
typedef struct cli_arguments {
    const char *program;    // argv[0] as given
    const char **exec_args; // options before the script
    size_t exec_count;
    const char **args; // the script (where there is one) and what follows
    size_t count;
    bool forced_stdin; // "-" stood in the script's place
    bool is_command;   // the first of `args` is a command of the package manager
} cli_arguments;

// The options of one thread: a worker may have its own. Each thread reads the main program's unless it was given a set.
typedef struct cli_options_set cli_options_set;
// Options that a worker was started with: `args` alone, where NODE_OPTIONS allows them, before it `environment` (NODE_OPTIONS; may be NULL). Strings
// are copied. `complain(data, text)` hears of each option that cannot be. Fails: -ENOMEM, -EINVAL (somebody complained).
int cli_options_set_new(cli_options_set **out, const char *const *args, size_t count, const char *environment,
                        void (*complain)(void *data, const char *text), void *data)
    __attribute__((warn_unused_result));
void cli_options_set_free(cli_options_set *set); // accepts NULL
// From here on the calling thread's options are those of the set, which the caller keeps.
void cli_options_use(cli_options_set *set);

// Whether the word asks for the package manager (lib/internal/npm/) where a script could stand. A child that was forked runs a script whatever its name.
bool cli_is_command(const char *word);

// Parses NODE_OPTIONS, then argv. Messages go to standard error. Returns 0, or the exit code 9, or -ENOMEM.
int cli_parse(int argc, char **argv, cli_arguments *out) __attribute__((warn_unused_result));

// The value of an option by its name with dashes; NULL where there is no such option.
const cli_value *cli_value_of(const char *name);
bool cli_is_on(const char *name);
const cli_arguments *cli_arguments_get(void);

#endif
