import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension SessionCommands {
    /// Changes the password of who is logged in; every other login of theirs ends.
    ///
    /// Guessing the old one here is limited as guessing it at the login is: a stolen access token is no way around that.
    func changePassword(
        _ change: AccountPayloads.PasswordChange, of identity: Identity, from address: String
    ) async throws {
        let user = UserID(rawValue: identity.userID)
        guard let account = try await users.account(user) else { throw TodoError.invalidToken }
        guard let old = account.passwordHash else { throw Problem.noPassword }
        try await limits.check(account: account.user.email, address: address)
        guard try await verified(change.current, old) else {
            throw TodoError.invalid(
                FieldMistake("/current_password", code: "wrong-password", "is not the password of this account"))
        }
        await limits.forgive(account: account.user.email)
        let hash = try await hashed(change.new)
        guard try await users.replacePassword(of: user, from: old, to: hash, keeping: identity.sessionID) else {
            throw TodoError.concurrentChange
        }
    }
}

extension Problem {
    /// 409: there is no password here to change.
    static let noPassword = Problem(
        .conflict, "no-password", "This account logs in elsewhere and has no password here.")
}
