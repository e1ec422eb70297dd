import NIOCore

@testable import SMPP

/// A carrier's stream: frames in pieces, what they say, and what a session makes of it.
enum SMPPFuzz {
    static func run(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        let cut = Int(input.byte()) + 1
        let stream = input.rest
        let whole = frames(stream, by: max(1, stream.count))
        FuzzCheck.holds(frames(stream, by: cut) == whole, "frames are the same in pieces of \(cut)")
        var session = SMPPSession<Int>(
            .transceiver, SMPPSettings(host: "", port: 0, systemID: "", password: ""), at: .now)
        _ = session.opened(at: .now)
        for frame in whole {
            guard let pdu = try? SMPPPDU(frame) else { continue }
            isStable(pdu)
            _ = session.received(pdu, at: .now)
            guard case .message(let message) = pdu.body else { continue }
            let content = SMPPContent(message)
            FuzzCheck.holds(content.octets.count <= message.payload.count, "a header takes octets away")
            _ = content.text
        }
    }

    private static func frames(_ bytes: [UInt8], by step: Int) -> [ByteBuffer] {
        var framer = SMPPFramer()
        var frames: [ByteBuffer] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            framer.add(ByteBuffer(bytes: bytes[start..<min(bytes.count, start + step)]))
            do { while let frame = try framer.next() { frames.append(frame) } } catch { return frames }
        }
        return frames
    }

    /// What was read is written so that it is read the same.
    private static func isStable(_ pdu: SMPPPDU) {
        var again = ByteBuffer()
        pdu.write(to: &again)
        FuzzCheck.holds((try? SMPPPDU(again)) == pdu, "\(pdu.command.rawValue) is read the same again")
    }
}
