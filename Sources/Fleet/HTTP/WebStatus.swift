/// The codes of HTTP that a worker answers with.
package enum WebStatus: Int, Sendable {
    case none = 0
    case ok = 200
    case badRequest = 400
    case unauthorized = 401
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case payloadTooLarge = 413
    case headTooLarge = 431
    case internalError = 500
    case badGateway = 502
    case serviceUnavailable = 503
}
