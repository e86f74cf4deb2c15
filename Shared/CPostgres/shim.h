#ifndef RAPPORT_CPOSTGRES_SHIM_H
#define RAPPORT_CPOSTGRES_SHIM_H

#include <postgresql/libpq-fe.h>

// Connects with defaults that the URL, which comes last, may replace.
static inline PGconn *rapport_pq_connect(const char *url) {
  const char *names[] = {"connect_timeout", "fallback_application_name", "dbname", (char *)0};
  const char *values[] = {"10", "rapport", url, (char *)0};
  return PQconnectdbParams(names, values, 1);
}

// PG_DIAG_SQLSTATE is a character constant, which Swift does not import as an Int32.
static inline const char *rapport_pq_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

// The message without PostgreSQL's DETAIL, which quotes the values of the row. Errors of libpq
// itself have one text only.
static inline const char *rapport_pq_message(const PGresult *result) {
  const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return primary ? primary : PQresultErrorMessage(result);
}

static inline void rapport_pq_ignore_notice(void *context, const char *message) {
  (void)context;
  (void)message;
}

// Notices go nowhere: by default libpq prints them on standard error.
static inline void rapport_pq_silence(PGconn *connection) {
  PQsetNoticeProcessor(connection, rapport_pq_ignore_notice, (void *)0);
}

#endif
