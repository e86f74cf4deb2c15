#include "limits.h"

#include <bench.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The tables that opening a ticket writes one row of. Everything else about them (columns, indexes,
// contents) is read from a database that the service itself filled, so that these are the same rows
// even when its schema changes.
static const char *const tables[] = {"ticket", "entry", "engine_event", "engine_answer"};
enum { TABLES = sizeof tables / sizeof *tables };

struct table {
  sqlite3_stmt *insert;
  int columns;
  /// Row after row.
  sqlite3_value **values;
};

static void check(int code, sqlite3 *database, const char *what) {
  if (code != SQLITE_OK && code != SQLITE_DONE) fail("%s: %s", what, sqlite3_errmsg(database));
}

static void execute(sqlite3 *database, const char *sql) {
  check(sqlite3_exec(database, sql, NULL, NULL, NULL), database, sql);
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL),
        database, sql);
  return statement;
}

static sqlite3 *open_database(const char *path, const char *settings) {
  sqlite3 *database;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  check(sqlite3_open_v2(path, &database, flags, NULL), database, path);
  execute(database, settings);
  return database;
}

/// Makes the source's tables and indexes.
static void copy_schema(sqlite3 *source, sqlite3 *database) {
  sqlite3_stmt *schema = prepare(
      source,
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
      "ORDER BY type DESC");
  while (sqlite3_step(schema) == SQLITE_ROW) {
    execute(database, (const char *)sqlite3_column_text(schema, 0));
  }
  sqlite3_finalize(schema);
}

static struct table load(sqlite3 *source, sqlite3 *database, const char *name, long *rows) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY rowid LIMIT %ld", name, *rows);
  sqlite3_stmt *select = prepare(source, sql);
  struct table table = {.columns = sqlite3_column_count(select)};
  table.values = calloc((size_t)(*rows * table.columns), sizeof *table.values);
  long count = 0;
  for (; sqlite3_step(select) == SQLITE_ROW; count++) {
    for (int i = 0; i < table.columns; i++) {
      table.values[count * table.columns + i] = sqlite3_value_dup(sqlite3_column_value(select, i));
    }
  }
  sqlite3_finalize(select);
  int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", name);
  for (int i = 1; i < table.columns; i++) {
    length += snprintf(sql + length, sizeof sql - (size_t)length, ",?");
  }
  snprintf(sql + length, sizeof sql - (size_t)length, ")");
  table.insert = prepare(database, sql);
  if (count < *rows) *rows = count;
  return table;
}

/// Without a copy, which is why this is not sqlite3_bind_value.
static void bind(sqlite3_stmt *statement, int place, sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: sqlite3_bind_int64(statement, place, sqlite3_value_int64(value)); break;
    case SQLITE_FLOAT: sqlite3_bind_double(statement, place, sqlite3_value_double(value)); break;
    case SQLITE_NULL: sqlite3_bind_null(statement, place); break;
    case SQLITE_BLOB:
      sqlite3_bind_blob(statement, place, sqlite3_value_blob(value), sqlite3_value_bytes(value),
                        SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_text(statement, place, (const char *)sqlite3_value_text(value),
                        sqlite3_value_bytes(value), SQLITE_STATIC);
  }
}

static void run(sqlite3 *database, sqlite3_stmt *statement) {
  check(sqlite3_step(statement), database, sqlite3_sql(statement));
  sqlite3_reset(statement);
}

/// Commits the rows batch by batch; returns how many there was time for.
static long write_all(
    sqlite3 *database, struct table *copies, long rows, long batch, int64_t until) {
  sqlite3_stmt *begin = prepare(database, "BEGIN IMMEDIATE"), *commit = prepare(database, "COMMIT");
  sqlite3_stmt *head = prepare(database, "UPDATE engine_log SET head = ? WHERE one = 1");
  long row = 0;
  while (row < rows && now() < until) {
    run(database, begin);
    for (long end = row + batch; row < end && row < rows; row++) {
      for (int t = 0; t < TABLES; t++) {
        struct table *table = &copies[t];
        for (int i = 0; i < table->columns; i++) {
          bind(table->insert, i + 1, table->values[row * table->columns + i]);
        }
        run(database, table->insert);
      }
    }
    sqlite3_bind_int64(head, 1, row);
    run(database, head);
    run(database, commit);
  }
  return row;
}

/// Reads events in slices of a thousand, as a follower asks for them; returns events a second.
static double read_all(sqlite3 *database, long rows) {
  sqlite3_stmt *slice = prepare(
      database, "SELECT * FROM engine_event WHERE sequence > ? ORDER BY sequence LIMIT 1000");
  int64_t start = now(), last = 0, bytes = 0;
  for (long read = 0, before = -1; read < rows && read > before;) {
    before = read;
    sqlite3_bind_int64(slice, 1, last);
    for (; sqlite3_step(slice) == SQLITE_ROW; read++) {
      last = sqlite3_column_int64(slice, 0);
      for (int i = 0; i < sqlite3_column_count(slice); i++) {
        (void)sqlite3_column_text(slice, i);
        bytes += sqlite3_column_bytes(slice, i);
      }
    }
    sqlite3_reset(slice);
  }
  return bytes ? (double)rows / ((double)(now() - start) / 1e9) : 0;
}

/// Writes rows of the source again, durably, and reads their events.
///
/// No checkpoint runs meanwhile: the service has a thread of its own for that.
int store(int argc, char **argv) {
  const char *path = option(argc, argv, "path", NULL);
  long rows = number(argc, argv, "rows", 20000);
  sqlite3 *source = open_database(option(argc, argv, "source", NULL), "PRAGMA query_only = ON");
  sqlite3 *database = open_database(
      path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 0");
  copy_schema(source, database);
  execute(database, "INSERT INTO engine_log (one, id, head) VALUES (1, 'raw', 0)");
  struct table copies[TABLES];
  for (int t = 0; t < TABLES; t++) copies[t] = load(source, database, tables[t], &rows);
  int64_t start = now();
  long written = write_all(database, copies, rows, number(argc, argv, "batch", 64),
                           start + number(argc, argv, "seconds", 5) * 1000000000);
  double seconds = (double)(now() - start) / 1e9;
  printf("{\"rows\":%ld,\"perSecond\":%.1f,\"readPerSecond\":%.1f}\n", written,
         (double)written / seconds, read_all(database, written));
  fflush(stdout);
  _exit(0);
}
