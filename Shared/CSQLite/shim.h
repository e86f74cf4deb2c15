#ifndef RAPPORT_CSQLITE_SHIM_H
#define RAPPORT_CSQLITE_SHIM_H

#include <sqlite3.h>

// Swift cannot call variadic C functions, so the two settings that need them are wrapped here.

// A "quoted" word that names no column is an error and not silently a string, as in PostgreSQL.
static inline int rapport_sqlite_refuse_quoted_strings(sqlite3 *database) {
  int failed = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  return failed ? failed : sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}

// SQLite keeps no count of its memory, which spares a mutex at each allocation. Has to come before
// the first connection of the process; later calls change nothing.
static inline int rapport_sqlite_configure(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#endif
