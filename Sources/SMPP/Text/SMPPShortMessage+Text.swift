import Domain

extension SMPPShortMessage {
    /// This message with a text: one, or as many as it has parts, each with a header that bears the reference.
    /// [3GPP 23.040, 9.2.3.24.1; SMPP 3.4, 5.2.12]
    package func carrying(_ text: String, reference: Int) -> [SMPPShortMessage] {
        let encoding = TextSegments(text).encoding
        let parts = TextSegments.parts(of: text)
        return parts.enumerated().map { index, part in
            var message = coded(encoding)
            message.content = SMPPText.octets(part, encoding)
            if parts.count > 1 {
                message.esmClass |= 0x40
                message.content =
                    SMPPPart(reference: reference, number: index + 1, count: parts.count).header + message.content
            }
            return message
        }
    }

    /// This message with a whole text of any length beside it, for a carrier that cuts it itself. [SMPP 3.4, 5.3.2.32]
    package func carryingWhole(_ text: String) -> SMPPShortMessage {
        let encoding = TextSegments(text).encoding
        var message = coded(encoding)
        message.parameters.append(SMPPParameter(.messagePayload, SMPPText.octets(text, encoding)))
        return message
    }

    private func coded(_ encoding: TextSegments.Encoding) -> SMPPShortMessage {
        var message = self
        message.dataCoding = encoding == .gsm7 ? SMPPText.defaultCoding : SMPPText.ucs2Coding
        return message
    }
}
