# Italian: tu, as most services write. See en.ftl for the variables and for the characters that an SMS may hold:
# GSM-7 has à è é ì ò ù.

intro = Il tuo codice di verifica { $friendly_name } è:
intro-transaction = Il tuo codice { $friendly_name } per autorizzare il pagamento di { $amount } a favore di { $payee } è:
do-not-share = Non condividere questo codice con nessuno; il nostro personale non lo chiederà mai

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Chiamata da parte di { $friendly_name }. Premi un tasto qualsiasi per ascoltare il tuo codice.
call-gate-digits = Chiamata da parte di { $friendly_name }. Per ascoltare il tuo codice, premi { $digits }.
call-gate-wrong = Non erano i tasti giusti.
call-over = Questo codice non è più valido. Arrivederci.
call = Buongiorno. { $intro } { $code }. Ripeto, il tuo codice è: { $code }. Arrivederci.
call-do-not-share = Buongiorno. { $intro } { $code }. Ripeto, il tuo codice è: { $code }. { do-not-share }. Arrivederci.

call-approve = Chiamata da parte di { $friendly_name }. Ti viene chiesto di approvare ciò che vedi ora sul tuo schermo. Per approvare, premi le due cifre che vedi lì. Se non sei stato tu a chiederlo, premi 9.
call-approve-transaction = Chiamata da parte di { $friendly_name }. Ti viene chiesto di approvare il pagamento di { $amount } a favore di { $payee }. Per approvare, premi le due cifre che vedi sul tuo schermo. Se non sei stato tu a chiederlo, premi 9.
call-approved = Grazie. È approvato. Arrivederci.
call-reported = Grazie. Non è approvato ed è stato segnalato. Arrivederci.
call-approve-over = Non c'è più nulla da approvare. Arrivederci.

push-login = Accedere a { $friendly_name }?
push-set-up = Cambiare il modo in cui accedi a { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: approvare questo pagamento?
push-amount = Importo
push-payee = A
push-number = Scrivi questo numero nella pagina

email-subject = Il tuo codice di verifica { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Il codice è valido per meno di un minuto e funziona una sola volta.
        [one] Il codice è valido per { $minutes } minuto e funziona una sola volta.
       *[other] Il codice è valido per { $minutes } minuti e funziona una sola volta.
    }
email-unasked = Se non hai richiesto questo codice, non inserirlo da nessuna parte; puoi ignorare questa e-mail.
email-unasked-transaction = Se non hai avviato tu questo pagamento, non inserire il codice da nessuna parte e avvisa { $friendly_name }.
