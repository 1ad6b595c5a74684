# German. See en.ftl for the variables and for the characters that an SMS may hold.

intro = Ihr Bestätigungscode für { $friendly_name } lautet:
intro-transaction = Ihr Code von { $friendly_name } zur Freigabe von { $amount } an { $payee } lautet:
do-not-share = Geben Sie diesen Code nicht weiter; unsere Mitarbeitenden fragen nie danach

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Hier ist { $friendly_name }. Drücken Sie eine beliebige Taste, um Ihren Code zu hören.
call-gate-digits = Hier ist { $friendly_name }. Um Ihren Code zu hören, drücken Sie { $digits }.
call-gate-wrong = Das waren nicht die richtigen Tasten.
call-over = Dieser Code ist nicht mehr gültig. Auf Wiederhören.
call = Guten Tag. { $intro } { $code }. Ich wiederhole, Ihr Code lautet: { $code }. Auf Wiederhören.
call-do-not-share = Guten Tag. { $intro } { $code }. Ich wiederhole, Ihr Code lautet: { $code }. { do-not-share }. Auf Wiederhören.

call-approve = Hier ist { $friendly_name }. Sie werden gebeten, das freizugeben, was Sie gerade auf Ihrem Bildschirm sehen. Um es freizugeben, drücken Sie die zwei Ziffern, die dort stehen. Wenn Sie das nicht waren, drücken Sie 9.
call-approve-transaction = Hier ist { $friendly_name }. Sie werden gebeten, { $amount } an { $payee } freizugeben. Um es freizugeben, drücken Sie die zwei Ziffern, die auf Ihrem Bildschirm stehen. Wenn Sie das nicht waren, drücken Sie 9.
call-approved = Vielen Dank. Es ist freigegeben. Auf Wiederhören.
call-reported = Vielen Dank. Es ist nicht freigegeben und wurde gemeldet. Auf Wiederhören.
call-approve-over = Es gibt nichts mehr freizugeben. Auf Wiederhören.

push-login = Bei { $friendly_name } anmelden?
push-set-up = Ändern, wie Sie sich bei { $friendly_name } anmelden?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: Diese Zahlung freigeben?
push-amount = Betrag
push-payee = An
push-number = Diese Zahl auf der Seite eingeben

email-subject = Ihr Bestätigungscode für { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Der Code ist weniger als eine Minute gültig und funktioniert nur einmal.
        [one] Der Code ist { $minutes } Minute gültig und funktioniert nur einmal.
       *[other] Der Code ist { $minutes } Minuten gültig und funktioniert nur einmal.
    }
email-unasked = Wenn Sie diesen Code nicht angefordert haben, geben Sie ihn nirgends ein; Sie können diese E-Mail ignorieren.
email-unasked-transaction = Wenn Sie diese Zahlung nicht veranlasst haben, geben Sie den Code nirgends ein und melden Sie sich bei { $friendly_name }.
