import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore

/// `/api/auth/…`: sign up, log in, refresh, log out. These need no token.
@LoopActor struct SessionRoutes {
    let commands: SessionCommands
    let zones: ZoneDatabase

    func add(to group: RouteGroup<AppContext>) {
        group.post("/api/auth/signup") { request, _ in
            let payload = try SessionPayloads.signUp(try request.json(), zones: zones)
            return Self.answer(.created, try await commands.signUp(payload, userAgent: Self.userAgent(request)))
        }
        group.post("/api/auth/login") { request, _ in
            let payload = try SessionPayloads.logIn(try request.json())
            return Self.answer(
                .ok,
                try await commands.logIn(
                    payload, from: request.remoteAddress, userAgent: Self.userAgent(request)))
        }
        group.post("/api/auth/refresh") { request, _ in
            let token = try SessionPayloads.refreshToken(try request.json())
            return Self.answer(
                .ok,
                try await commands.refresh(token, from: request.remoteAddress, userAgent: Self.userAgent(request)))
        }
        group.post("/api/auth/logout") { request, _ in
            try await commands.logOut(try SessionPayloads.refreshToken(try request.json()))
            return .empty(.noContent)
        }
    }

    private static func userAgent(_ request: HTTPRequest) -> String? {
        request.headers["User-Agent"].map { String($0.unicodeScalars.prefix(200)) }
    }

    private static func answer(_ status: HTTPStatus, _ login: SessionCommands.Login) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.member("access_token", login.accessToken)
            json.member("refresh_token", login.refreshToken)
            json.member("token_type", "Bearer")
            json.member("expires_in", login.lifetime.components.seconds)
            json.key("user")
            json.object { json in
                json.member("id", login.user.id)
                json.member("email", login.user.email)
                json.member("name", login.user.name)
                json.member("timezone", login.user.timezone)
                json.member("locale", login.user.language.rawValue)
            }
        }
        return .json(status, json.finish(), headers: ["Cache-Control": "no-store"])
    }
}
