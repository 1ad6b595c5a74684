# Polish: ty, in forms that fit women and men. See en.ftl for the variables and for the characters that an SMS may
# hold: GSM-7 has no Polish letter, so the texts of SMS do without "Twój", "płatność" and the like.

intro = Kod weryfikacyjny { $friendly_name }:
intro-transaction = Kod { $friendly_name } do autoryzacji transakcji na { $amount } dla odbiorcy { $payee }:
do-not-share = Nie podawaj nikomu tego kodu; nasz personel nigdy o niego nie prosi

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Dzwoni { $friendly_name }. Aby usłyszeć kod, naciśnij dowolny klawisz.
call-gate-digits = Dzwoni { $friendly_name }. Aby usłyszeć kod, naciśnij { $digits }.
call-gate-wrong = To nie były właściwe klawisze.
call-over = Ten kod stracił ważność. Do widzenia.
call = Dzień dobry. { $intro } { $code }. Powtarzam, kod to: { $code }. Do widzenia.
call-do-not-share = Dzień dobry. { $intro } { $code }. Powtarzam, kod to: { $code }. { do-not-share }. Do widzenia.

call-approve = Dzwoni { $friendly_name }. Prosimy o zatwierdzenie tego, co widać teraz na ekranie. Aby zatwierdzić, naciśnij dwie cyfry, które tam widzisz. Jeśli to nie Ty, naciśnij 9.
call-approve-transaction = Dzwoni { $friendly_name }. Prosimy o zatwierdzenie transakcji na { $amount } dla odbiorcy { $payee }. Aby zatwierdzić, naciśnij dwie cyfry, które widzisz na ekranie. Jeśli to nie Ty, naciśnij 9.
call-approved = Dziękujemy. Zatwierdzono. Do widzenia.
call-reported = Dziękujemy. Nie zatwierdzono, a sprawa została zgłoszona. Do widzenia.
call-approve-over = Nie ma już nic do zatwierdzenia. Do widzenia.

push-login = Zalogować się do { $friendly_name }?
push-set-up = Zmienić sposób logowania do { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: zatwierdzić tę płatność?
push-amount = Kwota
push-payee = Odbiorca
push-number = Wpisz tę liczbę na stronie

email-subject = Kod weryfikacyjny { $friendly_name }
email-do-not-share = { do-not-share }.
# The fourth form, of fractions, is never needed.
email-lifetime =
    { $minutes ->
        [0] Kod jest ważny krócej niż minutę i działa tylko raz.
        [one] Kod jest ważny przez { $minutes } minutę i działa tylko raz.
        [few] Kod jest ważny przez { $minutes } minuty i działa tylko raz.
       *[many] Kod jest ważny przez { $minutes } minut i działa tylko raz.
    }
email-unasked = Jeśli to nie Ty prosisz o ten kod, nie wpisuj go nigdzie; możesz zignorować tę wiadomość.
email-unasked-transaction = Jeśli to nie Ty zlecasz tę płatność, nie wpisuj nigdzie kodu i skontaktuj się z { $friendly_name }.
