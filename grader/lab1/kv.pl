#!/usr/bin/perl
# kv.pl - the messages of the store, by a program in another language.
#
#   kv.pl --bytes                  node/kv_bytes.h: messages as they must be
#   kv.pl HOST:PORT put KEY VALUE  a client: put, get or del, as kvclient
#
# It shares nothing with the C programs but the description in kv_msg.h and
# RFC 5531, section 11.
use strict;
use warnings;
use IO::Socket::INET;

my %op = (put => 1, get => 2, del => 3);
my @status = ('ok', 'no such key', 'full');

sub request {
    my ($id, $op, $key, $value) = @_;
    return pack('N n n N a* a*', $id, $op{$op}, length $key, length $value,
        $key, $value);
}

sub reply {
    my ($id, $status, $value) = @_;
    return pack('N n n N a*', $id, $status, 0, length $value, $value);
}

# A string of C, in pieces as long as a line is.
sub c_string {
    my @pieces = shift() =~ /.{1,64}/g;
    return join "\n", map { sprintf '      "%s"', $_ } @pieces ? @pieces : '';
}

my $long_key = join '', map { chr(ord('a') + $_ % 26) } 0 .. 63;
my $long_value = join '', map { chr(ord('A') + $_ % 26) } 0 .. 299;

my @requests = ([1, 'put', 'k', 'v'], [0x01020304, 'get', 'key', ''],
    [0xfffefdfc, 'del', 'x', ''], [258, 'put', 'empty', ''],
    [65536, 'put', $long_key, $long_value]);
my @replies = ([1, 0, 'v'], [0x01020304, 1, ''], [0xfffefdfc, 2, ''],
    [65536, 0, $long_value], [258, 0, '']);

my $above = <<'END';
/*
 * kv_bytes.h - messages as they must be, byte by byte, as numbers of base 16.
 *
 * Made by grader/lab1/kv.pl --bytes; change that one.
 */
#ifndef GRADER_LAB1_KV_BYTES_H
#define GRADER_LAB1_KV_BYTES_H

#include "lab1-sockets/kv/kv_msg.h"

/* clang-format off */
static const struct request_bytes {
    uint32_t id;
    enum kv_op op;
    const char *key, *value, *hex;
} request_bytes[] = {
END

my $between = <<'END';
};

static const struct reply_bytes {
    uint32_t id;
    enum kv_status status;
    const char *value, *hex;
} reply_bytes[] = {
END

my $below = <<'END';
};
/* clang-format on */

#endif
END

sub print_bytes {
    print $above;
    for my $q (@requests) {
        printf "    { 0x%08x, KV_%s,\n%s,\n%s,\n%s },\n", $q->[0], uc $q->[1],
            map { c_string($_) } $q->[2], $q->[3], unpack('H*', request(@$q));
    }
    print $between;
    for my $p (@replies) {
        printf "    { 0x%08x, %s,\n%s,\n%s },\n", $p->[0],
            ('KV_OK', 'KV_NO_SUCH_KEY', 'KV_FULL')[$p->[1]],
            map { c_string($_) } $p->[2], unpack('H*', reply(@$p));
    }
    print $below;
}

sub read_bytes {
    my ($socket, $len) = @_;
    my $bytes = '';

    while (length $bytes < $len) {
        my $n = sysread $socket, $bytes, $len - length $bytes, length $bytes;
        die "kv.pl: the connection ended in the reply\n" unless $n;
    }
    return $bytes;
}

sub call {
    my ($socket, $request) = @_;
    my ($record, $last) = ('', 0);

    print $socket pack('N', 1 << 31 | length $request), $request;
    $socket->flush;
    until ($last) {
        my $mark = unpack 'N', read_bytes($socket, 4);

        $last = $mark >> 31;
        $record .= read_bytes($socket, $mark & 0x7fffffff);
    }
    return $record;
}

if ("@ARGV" eq '--bytes') {
    print_bytes();
    exit;
}
die "usage: kv.pl --bytes | HOST:PORT put KEY VALUE | get KEY | del KEY\n"
    unless @ARGV >= 3 && $op{ $ARGV[1] };
my ($to, $op, $key, $value) = (@ARGV, '');
my $socket = IO::Socket::INET->new(PeerAddr => $to, Timeout => 5)
    or die "kv.pl: $to: $@\n";
my ($id, $status, $zero, $len, $text) =
    unpack 'N n n N a*', call($socket, request(7, $op, $key, $value));
die "kv.pl: the reply is none of request 7: id $id, status $status, zero "
    . "$zero, length $len of " . length($text) . "\n"
    unless $id == 7 && $status < @status && $zero == 0
    && $len == length $text;
print length $text ? $text : $status[$status], "\n";
