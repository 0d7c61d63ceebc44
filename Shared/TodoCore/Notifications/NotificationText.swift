/// The words of a notification in its reader's language, times in its reader's zone.
struct NotificationText: Equatable {
    let title: String
    let body: String

    init(_ kind: NotificationKind, _ data: NotificationData, language: Language, zone: Zone) {
        let words = NotificationWords(language)
        let time = CalendarText(language: language, zone: zone)
        let title = words.title(kind)
        self.title = data.taskTitle.map { "\(title): \($0)" } ?? title

        var sentences: [String] = []
        if let count = data.count { sentences.append(words.missed(count)) }
        if let due = data.due { sentences.append(words.due(time.text(due), isPast: kind == .overdue)) }
        if kind == .recurringCreated, let at = data.occurrenceAt { sentences.append(words.scheduled(time.text(at))) }
        if data.late, let at = data.remindAt ?? data.occurrenceAt { sentences.append(words.late(time.text(at))) }
        body = sentences.joined(separator: " ")
    }
}

/// The sentences that notifications are made of.
private struct NotificationWords {
    private let isUrdu: Bool

    init(_ language: Language) {
        isUrdu = language == .urdu
    }

    func title(_ kind: NotificationKind) -> String {
        switch kind {
        case .reminder: isUrdu ? "یاد دہانی" : "Reminder"
        case .dueSoon: isUrdu ? "جلد مقررہ وقت" : "Due soon"
        case .due: isUrdu ? "مقررہ وقت آ گیا" : "Due"
        case .overdue: isUrdu ? "مقررہ وقت گزر گیا" : "Overdue"
        case .completed: isUrdu ? "مکمل ہوا" : "Completed"
        case .created: isUrdu ? "نیا کام" : "Created"
        case .recurringCreated: isUrdu ? "دہرایا جانے والا کام" : "Recurring task"
        case .recurringMissed: isUrdu ? "چھوٹے ہوئے کام" : "Missed"
        case .digest: isUrdu ? "آج کا خلاصہ" : "Your day"
        case .webhookDisabled: isUrdu ? "ویب ہک بند کر دیا گیا" : "Webhook disabled"
        case .security: isUrdu ? "آپ کے اکاؤنٹ کی حفاظت" : "Your account's security"
        }
    }

    func due(_ time: String, isPast: Bool) -> String {
        switch (isUrdu, isPast) {
        case (false, false): "Due \(time)."
        case (false, true): "It was due \(time)."
        case (true, false): "مقررہ وقت: \(time)۔"
        case (true, true): "مقررہ وقت \(time) تھا۔"
        }
    }

    func scheduled(_ time: String) -> String {
        isUrdu ? "شیڈول: \(time)۔" : "Scheduled for \(time)."
    }

    func late(_ time: String) -> String {
        isUrdu ? "یہ اطلاع دیر سے ہے؛ اصل وقت \(time) تھا۔" : "This comes late; it was set for \(time)."
    }

    func missed(_ count: Int) -> String {
        if isUrdu { return "\(count) بار یہ کام نہیں بنایا جا سکا۔" }
        return count == 1 ? "One occurrence got no task." : "\(count) occurrences got no task."
    }
}
