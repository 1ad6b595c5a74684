# Spanish, for Spain and America alike: usted, and words that both use. See en.ftl for the variables.
#
# SMS are UCS-2, 70 characters: GSM-7 lacks the ó of "código". "Clave" would fit, but it also means password, and
# the page where the code is typed says "código". `intro` is short so that one SMS holds it with the longest name.

intro = Código de { $friendly_name }:
intro-transaction = Su código de { $friendly_name } para autorizar el pago de { $amount } a { $payee } es:
do-not-share = No lo comparta con nadie; nuestro personal nunca se lo pedirá

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Le llama { $friendly_name }. Presione cualquier tecla para escuchar su código.
call-gate-digits = Le llama { $friendly_name }. Para escuchar su código, presione { $digits }.
call-gate-wrong = Esas no eran las teclas correctas.
call-over = Este código ya no es válido. Hasta luego.
call = Hola. { $intro } { $code }. Repito, su código es: { $code }. Hasta luego.
call-do-not-share = Hola. { $intro } { $code }. Repito, su código es: { $code }. { do-not-share }. Hasta luego.

call-approve = Le llama { $friendly_name }. Se le pide que apruebe lo que ve ahora en su pantalla. Para aprobarlo, presione los dos dígitos que ve allí. Si no fue usted, presione 9.
call-approve-transaction = Le llama { $friendly_name }. Se le pide que apruebe el pago de { $amount } a { $payee }. Para aprobarlo, presione los dos dígitos que ve en su pantalla. Si no fue usted, presione 9.
call-approved = Gracias. Ha sido aprobado. Hasta luego.
call-reported = Gracias. No ha sido aprobado y hemos tomado nota. Hasta luego.
call-approve-over = Ya no hay nada que aprobar. Hasta luego.

push-login = ¿Iniciar sesión en { $friendly_name }?
push-set-up = ¿Cambiar la forma de iniciar sesión en { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: ¿aprobar este pago?
push-amount = Importe
push-payee = A favor de
push-number = Escriba este número en la página

email-subject = Su código de verificación de { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] El código es válido durante menos de un minuto y solo funciona una vez.
        [one] El código es válido durante { $minutes } minuto y solo funciona una vez.
       *[other] El código es válido durante { $minutes } minutos y solo funciona una vez.
    }
email-unasked = Si no solicitó este código, no lo escriba en ninguna parte; puede ignorar este correo.
email-unasked-transaction = Si no inició este pago, no escriba el código en ninguna parte y avise a { $friendly_name }.
