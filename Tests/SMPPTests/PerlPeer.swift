import Foundation
import TestSupport
import Testing

/// A program that speaks SMPP by Debian's libnet-smpp-perl, which this project did not write. What it prints is kept.
struct PerlPeer {
    private let process = Process()
    private let output: URL

    /// Throws when there is no Perl; says in the output when there is no Net::SMPP.
    init(_ script: String, _ arguments: [String] = []) throws {
        output = FileManager.default.temporaryDirectory.appending(path: "perl-\(UUID().uuidString)")
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        process.executableURL = URL(filePath: "/usr/bin/perl")
        process.arguments = ["-MNet::SMPP", "-e", "use strict; use warnings; $| = 1; alarm 60;" + script] + arguments
        process.standardOutput = file
        process.standardError = file
        try process.run()
        try file.close()
    }

    /// Whole lines: the last may still be being written.
    var lines: [String] {
        get throws {
            let text = try String(contentsOf: output, encoding: .utf8)
            return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
    }

    /// Polls until a line begins so, and returns its rest.
    func eventually(_ word: String) async throws -> String {
        var rest: String?
        try await BrokerFixture.until("'\(word)' in: \((try? lines) ?? [])") {
            rest = try lines.first { $0.hasPrefix(word + " ") }?.dropFirst(word.count + 1).description
            return rest != nil
        }
        return try #require(rest)
    }

    /// Ends it if it runs still.
    func end() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: output)
    }

    /// A carrier of one connection, with ids in hexadecimal and receipts in decimal.
    static let carrier = """
        my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
        print 'port ', $listener->sockport, "\\n";
        my $peer = $listener->accept or die "accept: $!";
        my $count = 4000;
        while (my $pdu = $peer->read_pdu) {
            my ($cmd, $seq) = ($pdu->{cmd}, $pdu->{seq});
            if ($cmd == Net::SMPP::CMD_bind_transceiver) {
                print "bind $pdu->{system_id} $pdu->{password} $pdu->{interface_version}\\n";
                $peer->bind_transceiver_resp(seq => $seq, system_id => 'perl');
            } elsif ($cmd == Net::SMPP::CMD_submit_sm) {
                $count++;
                print join(' ', 'submit', @$pdu{qw(source_addr destination_addr data_coding esm_class)},
                    $pdu->{registered_delivery}, unpack('H*', $pdu->{short_message})), "\\n";
                $peer->submit_sm_resp(seq => $seq, message_id => sprintf('%X', $count));
                $peer->deliver_sm(async => 1, source_addr => $pdu->{destination_addr}, esm_class => 4,
                    destination_addr => $pdu->{source_addr}, short_message => sprintf('id:%010d', $count)
                    . ' sub:001 dlvrd:001 submit date:2603020700 done date:2603020702 stat:DELIVRD err:000 text:');
            } elsif ($cmd == Net::SMPP::CMD_deliver_sm_resp) {
                print "receipted $pdu->{status}\\n";
                $peer->enquire_link(async => 1);
            } elsif ($cmd == Net::SMPP::CMD_enquire_link_resp) {
                print "alive $pdu->{status}\\n";
            } elsif ($cmd == Net::SMPP::CMD_unbind) {
                $peer->unbind_resp(seq => $seq);
                print "unbind $pdu->{status}\\n";
                last;
            }
        }
        """

    /// A sender of one text, by the port given.
    static let sender = """
        my ($smpp, $bound) = Net::SMPP->new_transceiver('127.0.0.1', port => $ARGV[0], smpp_version => 0x34,
            system_id => 'perl', password => 'secret', interface_version => 0x34) or die "connect: $!";
        print "bound $bound->{status} $bound->{system_id}\\n";
        my $taken = $smpp->submit_sm(source_addr => '10690', destination_addr => '13800000001',
            registered_delivery => 1, data_coding => 8, short_message => pack('H*', '80546237'));
        print "taken $taken->{status} $taken->{message_id}\\n";
        while (my $pdu = $smpp->read_pdu) {
            next unless $pdu->{cmd} == Net::SMPP::CMD_deliver_sm;
            print "brought $pdu->{esm_class} $pdu->{source_addr} $pdu->{short_message}\\n";
            $smpp->deliver_sm_resp(seq => $pdu->{seq}, message_id => '');
            last if $pdu->{esm_class} == 0;
        }
        print 'alive ', $smpp->enquire_link()->{status}, "\\n";
        $smpp->query_sm(message_id => '1', source_addr => '10690', async => 1);
        my $nack = $smpp->read_pdu;
        printf "unknown %x %d\\n", $nack->{cmd}, $nack->{status};
        print 'unbound ', $smpp->unbind()->{status}, "\\n";
        """
}
