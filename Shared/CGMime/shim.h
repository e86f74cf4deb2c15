// The part of GMime 3 that Mail calls, declared here instead of including <gmime/gmime.h>: that
// header needs include paths which only pkg-config knows, and its flags make SwiftPM warn on every
// build. Opaque types also reach Swift as one pointer type, so GObject's up-casts need no macros.
// The declarations are checked against the real header by a test (MailTests): where both are
// included, the types come from GMime and a prototype that differs does not compile.
#pragma once

#include <stddef.h>

#ifndef __GMIME_H__
typedef int gboolean;
typedef long gint64;
typedef unsigned long GType;
typedef void *gpointer;
typedef struct _GDateTime GDateTime;
typedef struct _GTypeInstance GTypeInstance;
typedef struct _InternetAddress InternetAddress;
typedef struct _InternetAddressMailbox InternetAddressMailbox;
typedef struct _GMimeContentType GMimeContentType;
typedef struct _GMimeDataWrapper GMimeDataWrapper;
typedef struct _GMimeFormatOptions GMimeFormatOptions;
typedef struct _GMimeHeader GMimeHeader;
typedef struct _GMimeHeaderList GMimeHeaderList;
typedef struct _GMimeMessage GMimeMessage;
typedef struct _GMimeMultipart GMimeMultipart;
typedef struct _GMimeObject GMimeObject;
typedef struct _GMimeParser GMimeParser;
typedef struct _GMimeParserOptions GMimeParserOptions;
typedef struct _GMimePart GMimePart;
typedef struct _GMimeStream GMimeStream;
typedef struct _GMimeTextPart GMimeTextPart;
typedef enum {
  GMIME_CONTENT_ENCODING_DEFAULT,
  GMIME_CONTENT_ENCODING_7BIT,
  GMIME_CONTENT_ENCODING_8BIT,
  GMIME_CONTENT_ENCODING_BINARY,
  GMIME_CONTENT_ENCODING_BASE64,
  GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
  GMIME_CONTENT_ENCODING_UUENCODE
} GMimeContentEncoding;
typedef enum {
  GMIME_ENCODING_CONSTRAINT_7BIT,
  GMIME_ENCODING_CONSTRAINT_8BIT,
  GMIME_ENCODING_CONSTRAINT_BINARY
} GMimeEncodingConstraint;
typedef enum { GMIME_NEWLINE_FORMAT_UNIX, GMIME_NEWLINE_FORMAT_DOS } GMimeNewLineFormat;
#endif

// GLib and GObject
void g_free(gpointer memory);
void g_object_unref(gpointer object);
gboolean g_type_check_instance_is_a(GTypeInstance *instance, GType type);
GDateTime *g_date_time_new_from_unix_utc(gint64 seconds);
void g_date_time_unref(GDateTime *date);

// Start and options
void g_mime_init(void);
GMimeFormatOptions *g_mime_format_options_new(void);
void g_mime_format_options_free(GMimeFormatOptions *options);
void g_mime_format_options_set_newline_format(
    GMimeFormatOptions *options, GMimeNewLineFormat newline);

// Header values
char *g_mime_utils_header_encode_text(
    GMimeFormatOptions *options, const char *text, const char *charset);
char *g_mime_utils_header_format_date(GDateTime *date);
char *g_mime_utils_header_encode_phrase(
    GMimeFormatOptions *options, const char *phrase, const char *charset);
InternetAddress *internet_address_mailbox_new(const char *name, const char *address);
const char *internet_address_mailbox_get_idn_addr(InternetAddressMailbox *mailbox);

// Composing bodies
GMimeTextPart *g_mime_text_part_new_with_subtype(const char *subtype);
void g_mime_text_part_set_charset(GMimeTextPart *part, const char *charset);
GMimeStream *g_mime_stream_mem_new_with_buffer(const char *bytes, size_t count);
GMimeDataWrapper *g_mime_data_wrapper_new_with_stream(
    GMimeStream *stream, GMimeContentEncoding encoding);
void g_mime_part_set_content(GMimePart *part, GMimeDataWrapper *content);
GMimeContentEncoding g_mime_part_get_best_content_encoding(
    GMimePart *part, GMimeEncodingConstraint constraint);
void g_mime_part_set_content_encoding(GMimePart *part, GMimeContentEncoding encoding);
GMimeMultipart *g_mime_multipart_new_with_subtype(const char *subtype);
void g_mime_multipart_set_boundary(GMimeMultipart *multipart, const char *boundary);
void g_mime_multipart_add(GMimeMultipart *multipart, GMimeObject *part);
char *g_mime_object_to_string(GMimeObject *object, GMimeFormatOptions *options);

// Reading
GMimeParser *g_mime_parser_new_with_stream(GMimeStream *stream);
GMimeMessage *g_mime_parser_construct_message(GMimeParser *parser, GMimeParserOptions *options);
GMimeHeaderList *g_mime_object_get_header_list(GMimeObject *object);
int g_mime_header_list_get_count(GMimeHeaderList *headers);
GMimeHeader *g_mime_header_list_get_header_at(GMimeHeaderList *headers, int index);
const char *g_mime_header_get_name(GMimeHeader *header);
const char *g_mime_header_get_value(GMimeHeader *header);
GMimeObject *g_mime_message_get_mime_part(GMimeMessage *message);
GMimeContentType *g_mime_object_get_content_type(GMimeObject *object);
gboolean g_mime_content_type_is_type(
    GMimeContentType *content_type, const char *type, const char *subtype);
GType g_mime_multipart_get_type(void);
int g_mime_multipart_get_count(GMimeMultipart *multipart);
GMimeObject *g_mime_multipart_get_part(GMimeMultipart *multipart, int index);
GType g_mime_text_part_get_type(void);
char *g_mime_text_part_get_text(GMimeTextPart *part);
