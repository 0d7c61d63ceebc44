extension MessageCatalogue {
    /// What a field breaks: tasks, tags, reminders, accounts, and any field of a body.
    static let urduMistakes: KeyValuePairs = [
        // Any field.
        "is required": "لازمی ہے",
        "is not a field here": "یہاں ایسا کوئی فیلڈ نہیں",
        "is not valid": "درست نہیں",
        "is too large": "بہت بڑا ہے",
        "lacks a field": "اس میں ایک فیلڈ کم ہے",
        "contradicts the path": "پاتھ سے متضاد ہے",
        "must be {phrase}, not {phrase}": "{1} ہونا چاہیے، {2} نہیں",
        "a string": "متن (string)",
        "a number": "عدد",
        "a whole number": "پورا عدد",
        "a boolean": "true یا false",
        "true or false": "true یا false",
        "an array": "فہرست (array)",
        "an object": "آبجیکٹ",
        "null": "null",
        "must be true or false": "true یا false ہونا چاہیے",
        "must be a whole number": "پورا عدد ہونا چاہیے",
        "must be from {} to {}": "{1} سے {2} تک ہونا چاہیے",
        "must be one of {}": "ان میں سے ایک ہونا چاہیے: {1}",
        "must be a UUID": "UUID ہونا چاہیے",
        "must have at most {} elements": "زیادہ سے زیادہ {1} عناصر ہو سکتے ہیں",

        // Texts.
        "must not be empty": "خالی نہیں ہونا چاہیے",
        "must have at least {} characters": "کم از کم {1} حروف ہونے چاہئیں",
        "must have at most {} characters": "زیادہ سے زیادہ {1} حروف ہو سکتے ہیں",
        "must have something to see in it": "اس میں کچھ دکھائی دینے والا ہونا چاہیے",
        "must not contain control characters": "اس میں کنٹرول کریکٹر نہیں ہونے چاہئیں",
        "must not contain U+0000": "اس میں U+0000 نہیں ہونا چاہیے",
        "is too long in NFC": "NFC شکل میں بہت لمبا ہے",

        // Times.
        "must be a day, as in \"2027-03-14\", or a time with an offset, \"2027-03-14T09:00:00Z\", from 1970 to 2199":
            "کوئی دن ہونا چاہیے، جیسے \"2027-03-14\"، یا آف سیٹ کے ساتھ وقت، \"2027-03-14T09:00:00Z\"، 1970 سے 2199 تک",
        "must be a time with an offset, as in \"2027-03-14T09:00:00Z\", from 1970 to 2199":
            "آف سیٹ کے ساتھ وقت ہونا چاہیے، جیسے \"2027-03-14T09:00:00Z\"، 1970 سے 2199 تک",
        "must be a time with an offset, as in 2027-01-31T09:00:00Z":
            "آف سیٹ کے ساتھ وقت ہونا چاہیے، جیسے 2027-01-31T09:00:00Z",
        "must be an ISO 8601 duration of weeks, days, hours, minutes or seconds, as in \"-PT30M\"":
            "ہفتوں، دنوں، گھنٹوں، منٹوں یا سیکنڈوں کا ISO 8601 دورانیہ ہونا چاہیے، جیسے \"-PT30M\"",
        "must be an IANA time zone name, as in \"Asia/Karachi\" or \"UTC\"":
            "IANA ٹائم زون کا نام ہونا چاہیے، جیسے \"Asia/Karachi\" یا \"UTC\"",
        "must be the name of a zone, as in Europe/Berlin": "ٹائم زون کا نام ہونا چاہیے، جیسے Europe/Berlin",
        "must be a time of day, as in \"22:30\"": "دن کا کوئی وقت ہونا چاہیے، جیسے \"22:30\"",
        "must be from an hour, \"PT1H\", to a week, \"P7D\"":
            "ایک گھنٹے (\"PT1H\") سے ایک ہفتے (\"P7D\") تک ہونا چاہیے",
        "must be from 1, Monday, to 7, Sunday": "1 (پیر) سے 7 (اتوار) تک ہونا چاہیے",
        "must not lie in the future": "مستقبل میں نہیں ہونا چاہیے",

        // Tasks.
        "must be 1 (High), 2 (Medium), 3 (Low), 4 (Critical), or one of the names":
            "1 (High)، 2 (Medium)، 3 (Low)، 4 (Critical) یا ان میں سے کوئی نام ہونا چاہیے",
        "must be 1 to 4, or High, Medium, Low, Critical": "1 سے 4 تک، یا High، Medium، Low، Critical ہونا چاہیے",
        "must be a UUIDv7 for a task that is to be made": "نئے بننے والے کام کے لیے UUIDv7 ہونا چاہیے",
        "must be the id of a task": "کسی کام کی id ہونی چاہیے",
        "must not make a task a part of itself": "کام کو خود اپنا حصہ نہیں بنا سکتا",
        "a part of a task has no parts of its own": "کسی کام کے حصے کے اپنے حصے نہیں ہو سکتے",
        "a task has at most {} parts": "ایک کام کے زیادہ سے زیادہ {1} حصے ہو سکتے ہیں",
        "contradicts status": "status سے متضاد ہے",

        // Tags.
        "must have at most {} tags": "زیادہ سے زیادہ {1} ٹیگ ہو سکتے ہیں",
        "a task has at most {} tags": "ایک کام کے زیادہ سے زیادہ {1} ٹیگ ہو سکتے ہیں",
        "must be one of your tags": "آپ کے ٹیگز میں سے ایک ہونا چاہیے",
        "must be another tag": "کوئی دوسرا ٹیگ ہونا چاہیے",
        "goes without tags": "tags کے ساتھ نہیں آ سکتا",
        "must be # and six hexadecimal digits, as in #3B82F6":
            "# اور چھ ہیکساڈیسیمل ہندسے ہونے چاہئیں، جیسے #3B82F6",

        // Reminders.
        "must not be further from the due date than {} days": "مقررہ تاریخ سے {1} دن سے زیادہ دور نہیں ہونا چاہیے",
        "must be from 0 to {} minutes": "0 سے {1} منٹ تک ہونا چاہیے",
        "must have at most {} reminders": "زیادہ سے زیادہ {1} یاد دہانیاں ہو سکتی ہیں",
        "must be \"relative\" or \"absolute\"": "\"relative\" یا \"absolute\" ہونا چاہیے",
        "goes without reminders": "reminders کے ساتھ نہیں آ سکتا",

        // Accounts.
        "must be a mail address, as in \"ann@example.org\"": "ای میل پتہ ہونا چاہیے، جیسے \"ann@example.org\"",
        "must be \"en\" or \"ur\"": "\"en\" یا \"ur\" ہونا چاہیے",
        "is not the password of this account": "اس اکاؤنٹ کا پاس ورڈ نہیں",
    ]

    /// What is wrong with a series.
    static let urduRecurrence: KeyValuePairs = [
        "must be daily, weekdays, weekly, monthly, yearly, or as in \"every 2 weeks\"":
            "daily، weekdays، weekly، monthly، yearly، یا \"every 2 weeks\" جیسا ہونا چاہیے",
        "must be of MO, TU, WE, TH, FR, SA, SU": "MO، TU، WE، TH، FR، SA، SU میں سے ہونا چاہیے",
        "must be from 1 to 31, or -1 for the last day": "1 سے 31 تک، یا آخری دن کے لیے -1 ہونا چاہیے",
        "must be \"clamp\" or \"skip\"": "\"clamp\" یا \"skip\" ہونا چاہیے",
        "must be \"on_schedule\" or \"on_completion\"": "\"on_schedule\" یا \"on_completion\" ہونا چاہیے",
        "must be \"all\", \"latest\" or \"none\"": "\"all\"، \"latest\" یا \"none\" ہونا چاہیے",
        "must be \"day_start\", \"exact\" or an ISO 8601 duration up to P30D":
            "\"day_start\"، \"exact\" یا P30D تک کا ISO 8601 دورانیہ ہونا چاہیے",
        "must be a time from 1970 to 2199, with an offset or as the clock of the series' zone shows it":
            "1970 سے 2199 تک کا وقت ہونا چاہیے، آف سیٹ کے ساتھ یا جیسا سلسلے کے ٹائم زون کی گھڑی دکھائے",
        "must not lie before start_date": "start_date سے پہلے نہیں ہونا چاہیے",
        "leaves the rule no occurrence at all": "اس کے بعد قاعدے کے مطابق کوئی باری باقی نہیں رہتی",
        "goes with recurrence_type \"{}\" only": "صرف recurrence_type \"{1}\" کے ساتھ آ سکتا ہے",
        "the reminders of a series are relative": "سلسلے کی یاد دہانیاں مقررہ وقت کے لحاظ سے (relative) ہوتی ہیں",
        "a part of another task does not recur": "کسی دوسرے کام کا حصہ دہرایا نہیں جا سکتا",
        "a task that is done with does not recur": "جو کام ختم ہو چکا ہو وہ دہرایا نہیں جا سکتا",
        "is required for a task that recurs": "دہرائے جانے والے کام کے لیے لازمی ہے",
        "is required beside recurrence_pattern": "recurrence_pattern کے ساتھ لازمی ہے",
        "contradicts is_recurring": "is_recurring سے متضاد ہے",
    ]
}
