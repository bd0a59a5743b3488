/*
 * kv_msg.h - what client and server of the store say to each other.
 *
 * This is the contract of lab 1, part B.  Each message is the contents of one
 * record.  A number has its highest byte first (network byte order), whatever
 * the machine and whatever the language of the program at the other end.
 *
 *     request                            reply
 *      0  id            4 bytes           0  id            4 bytes
 *      4  operation     2                 4  status        2
 *      6  key length    2                 6  0             2
 *      8  value length  4                 8  value length  4
 *     12  key, then value                12  value
 *
 * put(k, v) with id 1 is 00 00 00 01  00 01  00 01  00 00 00 01  6b  76.
 *
 * The client chooses the id; the reply to a request has the same one.  A key
 * has 1 to KV_KEY_MAX bytes, any bytes, and a value 0 to KV_VALUE_MAX.  Only a
 * put has a value, and of the replies only one whose status is KV_OK.  What
 * does not keep to all this is no message, nor is one that is longer or
 * shorter than its lengths say.
 *
 * Units:      bytes.
 * Errors:     a negative errno.
 * Ownership:  buffers are the caller's.  key and value point into a buffer
 *             of somebody else: what is decoded lives as long as its bytes.
 */
#ifndef KV_KV_MSG_H
#define KV_KV_MSG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KV_KEY_MAX 64
#define KV_VALUE_MAX 1024
#define KV_HEADER_LEN 12
#define KV_REQUEST_MAX (KV_HEADER_LEN + KV_KEY_MAX + KV_VALUE_MAX)
#define KV_REPLY_MAX (KV_HEADER_LEN + KV_VALUE_MAX)

enum kv_op { KV_PUT = 1, KV_GET = 2, KV_DEL = 3 };

enum kv_status {
    KV_OK = 0,
    KV_NO_SUCH_KEY = 1, /* get and del */
    KV_FULL = 2         /* put: no room for another key */
};

struct kv_request {
    uint32_t id;
    enum kv_op op;
    size_t key_len, value_len;
    const void *key, *value; /* borrowed */
};

struct kv_reply {
    uint32_t id;
    enum kv_status status;
    size_t value_len;
    const void *value; /* borrowed */
};

/*
 * Write the message.  Returns its length; -EINVAL: it would be none, see
 * above; -EMSGSIZE: it has more than cap bytes.  Of an error nothing is
 * written.
 */
ssize_t kv_request_encode(const struct kv_request *q, void *buf, size_t cap);
ssize_t kv_reply_encode(const struct kv_reply *p, void *buf, size_t cap);

/* Take a message of len bytes apart.  0, or -EBADMSG: it is none. */
int kv_request_decode(struct kv_request *q, const void *bytes, size_t len);
int kv_reply_decode(struct kv_reply *p, const void *bytes, size_t len);

#endif
