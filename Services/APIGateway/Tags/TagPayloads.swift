import JSON
import TodoCore

/// The bodies of the tag endpoints.
enum TagPayloads {
    /// `POST /api/tags`.
    static func draft(_ body: JSONValue) throws(JSONMistakes) -> (name: String, color: String?) {
        var fields = JSONFields(body)
        let name = fields.required("name", Self.name)
        let color = fields.optional("color") { try TagColor.check(try $0.asString()) }
        return (try fields.finish(name), color)
    }

    /// `PUT` and `PATCH /api/tags/{id}`: an absent member stays as it is, `null` takes the colour away.
    static func patch(_ body: JSONValue) throws(JSONMistakes) -> (name: String?, color: String??) {
        var fields = JSONFields(body)
        let name = fields.has("name") ? fields.required("name", Self.name) : nil
        let color = fields.nullable("color") { try TagColor.check(try $0.asString()) }
        try fields.finish()
        return (name, color)
    }

    /// `POST /api/tags/{id}/merge`: the tag that stays.
    static func target(_ body: JSONValue) throws(JSONMistakes) -> Tag.ID {
        var fields = JSONFields(body)
        let target: Tag.ID? = fields.required("into") { try $0.asIdentifier() }
        return try fields.finish(target)
    }

    /// What `POST /api/tasks/{id}/tags` names: a tag that is there, or one that is made if it is not.
    enum Choice {
        case id(Tag.ID)
        case name(String)
    }

    /// `POST /api/tasks/{id}/tags`: `tag_id` or `name`.
    static func choice(_ body: JSONValue) throws(JSONMistakes) -> Choice {
        var fields = JSONFields(body)
        if fields.has("tag_id") {
            let id: Tag.ID? = fields.required("tag_id") { try $0.asIdentifier() }
            return .id(try fields.finish(id))
        }
        let name = fields.required("name", Self.name)
        return .name(try fields.finish(name))
    }

    private static func name(_ value: JSONValue) throws -> String { try TagName.check(value.asString()) }
}
