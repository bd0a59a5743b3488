#!/usr/bin/perl
# tap.pl FILE - how Perl's TAP::Parser, which is behind `prove`, reads it.
use strict;
use warnings;
use TAP::Parser;

open my $file, '<', $ARGV[0] or die "tap.pl: cannot read $ARGV[0]: $!\n";
my $parser = TAP::Parser->new({ tap => join '', <$file> });
my ($bailed, $test) = (0, undef);

sub tell_test {
    my $rows = shift // {};
    printf "%s %d [%s] %s status=%s rows=%d\n",
        ($test->raw =~ /^not / ? 'not ok' : 'ok'), $test->number,
        $test->directive, $test->description =~ /^- ([^ :]+):/,
        $rows->{status} // '?', scalar @{ $rows->{diagram} // [] };
    undef $test;
}

while (my $result = $parser->next) {
    if ($result->is_plan) {
        print 'plan ', $result->tests_planned, "\n";
    } elsif ($result->is_test) {
        tell_test() if $test;
        $test = $result;
    } elsif ($result->is_yaml) {
        tell_test($result->data);
    } elsif ($result->is_bailout) {
        $bailed = 1;
    } elsif ($result->is_unknown) {
        print 'unknown: ', $result->raw, "\n";
    }
}
print "bailout $bailed\n";
print "parse error: $_\n" for $parser->parse_errors;
