/// Who answers which request.
struct HTTPRoutes {
    /// What is found for a request.
    enum Found {
        /// With the route's parameters in it.
        case route(HTTPRouteHandler, WebRequest)
        case refusal(WebResponse)
    }

    private var all: [HTTPRouteHandler]

    init(_ all: [HTTPRouteHandler] = []) { self.all = all }

    mutating func add(_ route: HTTPRouteHandler) { all.append(route) }

    /// The first route that takes its path and method; `HEAD` is answered by what answers `GET`.
    func find(_ request: WebRequest) -> Found {
        var methods: [String] = []
        let method = request.method == "HEAD" ? "GET" : request.method
        for route in all {
            guard let parameters = route.parameters(of: request.path) else { continue }
            if route.method == method {
                var request = request
                request.parameters = parameters
                return .route(route, request)
            }
            methods += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
        }
        if methods.isEmpty { return .refusal(.refusal(.notFound, "there is nothing here")) }
        let allowed = Set(methods).sorted().joined(separator: ", ")
        return .refusal(.refusal(.methodNotAllowed, "only \(allowed)", headers: ["Allow": allowed]))
    }
}
