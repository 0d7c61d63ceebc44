public import JSON

extension TodoNotification {
    /// Writes the notification as the API shows it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("kind", kind.rawValue)
            json.member("task_id", taskID)
            json.member("title", title)
            json.member("body", body)
            json.key("data")
            data.write(to: &json)
            json.member("read_at", readAt)
            json.member("created_at", createdAt)
        }
    }
}
